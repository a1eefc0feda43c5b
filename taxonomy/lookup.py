"""Looks terms up as editors type them: without accents, by any of their words, the closest name first."""

from typing import TypeVar

from django.db.models import Case, IntegerField, QuerySet, Value, When

from taxonomy.models import Terme
from taxonomy.models.base import forme_de_recherche

T = TypeVar("T", bound=Terme)


def look_up_terms(termes: "QuerySet[T]", texte: str) -> "QuerySet[T]":
    """The terms that hold every word of `texte`; none when it holds no letter or figure. Keeps the order given."""
    mots = forme_de_recherche(texte).split()
    if not mots:
        return termes.none()
    for mot in mots:
        termes = termes.filter(recherche__contains=mot)
    return termes


def par_proximite(termes: "QuerySet[T]", texte: str) -> "QuerySet[T]":
    """Whole names first (« Lyon » before « Lyonnais »), then beginnings, then beginnings of a later word."""
    forme = forme_de_recherche(texte)
    rang = Case(
        When(recherche=forme, then=Value(0)),
        When(recherche__startswith=f"{forme} ", then=Value(0)),
        When(recherche__startswith=forme, then=Value(1)),
        When(recherche__contains=f" {forme}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return termes.order_by(rang, *termes.model.ordre_de_proximite(forme))
