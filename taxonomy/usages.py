"""Where terms are used: counted for lists, named one by one before a deletion."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.db.models.deletion import ProtectedError
from wagtail.models import Page

from taxonomy.drafts import brouillons_citant, old_versions_citing
from taxonomy.models import Terme
from taxonomy.references import references_vers

EXEMPLES = 50


@dataclass(frozen=True, slots=True)
class Usage:
    """One object that cites a term, in which of its fields, and whether only its draft does."""

    objet: models.Model
    champs: tuple[str, ...]
    brouillon_seul: bool

    @property
    def cle(self) -> str:
        """The object's key as the admin writes it in addresses."""
        return str(quote(self.objet.pk))


@dataclass(frozen=True, slots=True)
class Usages:
    """How many objects cite a term, and the first of them; `anciennes` versions of pages cite it beside them."""

    total: int
    exemples: tuple[Usage, ...]
    anciennes: int = 0

    @property
    def autres(self) -> int:
        """How many are not named."""
        return self.total - len(self.exemples)

    @property
    def phrase_des_anciennes(self) -> str:
        """« cité par 3 anciennes versions »; "" when none does."""
        if not self.anciennes:
            return ""
        accord = "s" if self.anciennes > 1 else ""
        return f"cité par {self.anciennes} ancienne{accord} version{accord}"


def count_usages(model: type[Terme], pks: Collection[int]) -> dict[int, int]:
    """How many times other kinds of objects cite each term, as saved: one query for each field that may."""
    totals: Counter[int] = Counter(dict.fromkeys(pks, 0))
    for reference in references_vers(model):
        if reference.hote is model:
            continue
        colonne = reference.champ.attname
        lignes = reference.lignes.filter(**{f"{colonne}__in": pks}).order_by()
        for pk, nombre in lignes.values_list(colonne).annotate(nombre=models.Count("pk")):
            totals[pk] += nombre
    return dict(totals)


def usages_de(terme: Terme, *, exemples: int = EXEMPLES) -> Usages:
    """Everything that cites the term, drafts and old versions too; `exemples` of the objects are loaded to be shown."""
    places: dict[tuple[type[models.Model], str], dict[str, bool]] = {}
    for reference in references_vers(type(terme)):
        lignes = reference.lignes.filter(**{reference.champ.attname: terme.pk})
        for hote in lignes.order_by().values_list(reference.colonne_hote, flat=True):
            places.setdefault((_famille(reference.hote), str(hote)), {})[reference.libelle] = True
    for reference, cle in brouillons_citant(terme):
        places.setdefault((_famille(reference.hote), cle), {}).setdefault(reference.libelle, False)
    found = _load(dict(list(places.items())[:exemples]))
    return Usages(total=len(places), exemples=found, anciennes=old_versions_citing(terme))


def est_utilise(terme: Terme) -> bool:
    """Whether anything cites the term, drafts too."""
    return any(
        reference.lignes.filter(**{reference.champ.attname: terme.pk}).exists()
        for reference in references_vers(type(terme))
    ) or any(True for _ in brouillons_citant(terme))


def refuse_deletion(sender: type[Terme], instance: Terme, **kwargs: Any) -> None:
    """Receiver of `pre_delete`: no door of the project deletes a term that is in use."""
    if est_utilise(instance):
        phrase = f"« {instance} » est utilisé : fusionnez-le avec un autre terme au lieu de le supprimer."
        raise ProtectedError(phrase, {instance})


def _famille(hote: type[models.Model]) -> type[models.Model]:
    """Pages of all types share their keys; anything else is named by its own model."""
    return Page if issubclass(hote, Page) else hote


def _load(places: dict[tuple[type[models.Model], str], dict[str, bool]]) -> tuple[Usage, ...]:
    cles: dict[type[models.Model], list[str]] = {}
    for famille, cle in places:
        cles.setdefault(famille, []).append(cle)
    objets = {
        (famille, str(objet.pk)): objet
        for famille, liste in cles.items()
        for objet in famille._base_manager.filter(pk__in=liste)
    }
    return tuple(
        Usage(objets[place], tuple(champs), brouillon_seul=not any(champs.values()))
        for place, champs in places.items()
        if place in objets
    )
