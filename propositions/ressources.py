"""Which ressources are a partner’s: those that visitors may read and that name him, or for which he answers."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from liens.enums import EtatLien
from liens.models import OccurrenceLien
from pages.carrying import carrying
from pages.models import Ressource
from pages.page_types import main_link_places
from pages.reading.due import with_dates
from pages.visibility import PagesPubliques
from taxonomy.models import Partenaire

DUE, OVER, FRESH = "a_relire", "perimee", "a_jour"


def own_ressources(partenaire: Partenaire) -> "QuerySet[Ressource]":
    """His ressources, those whose validity has passed among them; drafts are nobody’s but editors’."""
    named = carrying(Partenaire, [partenaire.pk], among=[Ressource])
    mine = Ressource.objects.filter(PagesPubliques().condition()).filter(named | Q(responsable=partenaire))
    return mine.order_by("title", "pk")


def in_link_state(state: str) -> Q:
    """A condition on pages: this is the state of the link for which each is there."""
    cited = OccurrenceLien.objects.filter(en_ligne=True, champ__in=main_link_places(), lien__etat=state)
    return Q(pk__in=cited.order_by().values("page"))


def in_freshness(freshness: str, today: date) -> Q:
    """A condition on pages: to be read again, no longer valid, or neither."""
    over = Q(valable_jusqu_au__lt=today)
    due = Q(pk__in=with_dates().filter(echeance__lte=today).order_by().values("pk"))
    return {OVER: over, DUE: due & ~over, FRESH: ~over & ~due}[freshness]


def states_of(pages: "QuerySet[Ressource]") -> dict[str, int]:
    """How many of these pages have their main link in each state, in the order of states."""
    rows = OccurrenceLien.objects.filter(
        en_ligne=True, champ__in=main_link_places(), page__in=pages.order_by().values("pk")
    )
    counted: dict[str, set[int]] = {}
    for state, page in rows.order_by().values_list("lien__etat", "page_id").distinct():
        counted.setdefault(state, set()).add(page)
    return {state.value: len(counted[state.value]) for state in EtatLien if state.value in counted}


def freshness_of(pages: "QuerySet[Ressource]", today: date) -> dict[str, int]:
    """How many of these pages are in each state of freshness."""
    rows: Any = pages.order_by()
    return {one: rows.filter(in_freshness(one, today)).count() for one in (DUE, OVER, FRESH)}
