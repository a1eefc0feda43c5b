"""What visitors searched and did not find, and what walks of the A.D.O.C. lacked, understood as terms.

Only counts that exist are read (`RechercheFrequente`, `LacuneAdoc`): nothing of them leads back to anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from adoc.models import LacuneAdoc
from couverture.enums import SorteDeManque
from search.contract.plan import QueryPlan, Slot
from search.contract.query import PREFIXE_CRITERE
from search.enums import Facette
from search.facets.values import FacetTerms, termes
from search.frequent.models import RechercheFrequente
from search.lexique.current import current_lexique
from search.places.directory import botin, mots
from search.planning.planner import plan_of
from search.state.snapshot import index_state
from taxonomy.enums import Famille, Niveau
from taxonomy.models.territoire import niveau_de

SINCE = timedelta(days=365)
AT_MOST = 200
#: How many words a name of a territoire has at most, of those that are looked for in a search.
_LONGEST = 5
#: The lists whose terms are looked for in a search, beside territoires.
_NAMED = (Facette.ACTEUR, Facette.DOMAINE, Facette.NATURE)

Slugs = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that was asked for and is not there. `terms`: what it is about, by parameter; `fois`: how often."""

    sorte: SorteDeManque
    texte: str
    fois: int
    terms: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, name: str) -> tuple[str, ...]:
        return dict(self.terms).get(name, ())


def lacks() -> list[Lack]:
    """All of them, searches first, the most frequent first."""
    generation = index_state().termes
    rows = RechercheFrequente.objects.filter(resultats=0, ecartee=False).order_by("-nombre", "requete")[:AT_MOST]
    searched = [
        Lack(SorteDeManque.RECHERCHE, row.requete, row.nombre, understood(row.requete, generation)) for row in rows
    ]
    return [*searched, *_of_walks(termes(generation))]


def _of_walks(known: FacetTerms) -> list[Lack]:
    since = timezone.localdate() - SINCE
    rows: Any = (
        LacuneAdoc.objects.filter(jour__gte=since)
        .order_by()
        .values_list("famille", "profil", "domaine", "territoire")
        .annotate(fois=Sum("nombre"))
        .order_by("-fois", "famille", "profil", "domaine", "territoire")[:AT_MOST]
    )
    return [_of_walk(known, *row) for row in rows]


def _of_walk(known: FacetTerms, famille: str, profil: str, domaine: str, territoire: str, fois: int) -> Lack:
    """Slugs that were merged since are followed; what is gone says nothing."""
    said = (("acteur", profil), ("domaine", domaine), ("territoire", territoire))
    found = {name: known.resolve(name, slug) for name, slug in said if slug}
    terms = tuple((name, (value.slug,)) for name, value in found.items() if value is not None)
    names = [value.nom for value in found.values() if value is not None]
    axe = ("axe", (Famille(famille).axe.value,))
    return Lack(SorteDeManque.ADOC, " · ".join([str(Famille(famille).label), *names]), fois, (*terms, axe))


@lru_cache(maxsize=1024)
def understood(text: str, generation: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The terms that a search names, by parameter: as the planner reads it, synonyms and plurals included."""
    known, lexique = termes(generation), current_lexique(generation)
    plan = plan_of(text, lexique)
    found: Slugs = {}
    for facette in _NAMED:
        slugs = tuple(
            slug
            for slug, value in known.valeurs[facette].items()
            if not slug.startswith(PREFIXE_CRITERE) and _says(plan, plan_of(value.nom, lexique))
        )
        if slugs:
            found[facette.value] = slugs
    if places := _places(mots(text), generation):
        found[Facette.TERRITOIRE.value] = places
    return tuple(found.items())


def _says(plan: QueryPlan, name: QueryPlan) -> bool:
    """Whether each word of a name is said, itself or by an equivalent of one of both."""
    return bool(name.slots) and all(any(_same(word, said) for said in plan.slots) for word in name.slots)


def _same(one: Slot, other: Slot) -> bool:
    return _keys(one)[0] in _keys(other) or _keys(other)[0] in _keys(one)


def _keys(slot: Slot) -> list[tuple[str, ...]]:
    return [one.stems or one.exacts for one in slot.said]


def _places(typed: Sequence[str], generation: int) -> tuple[str, ...]:
    """The territoires whose whole names stand there, the longest names first; a word alone is no village."""
    directory, left, found = botin(generation), list(typed), []
    for size in range(min(_LONGEST, len(left)), 0, -1):
        at = 0
        while at + size <= len(left):
            words = left[at : at + size]
            slug = next(iter(directory.called(words)), "") if all(words) else ""
            alone = size == 1 and niveau_de(slug) in (Niveau.COMMUNE, Niveau.EPCI) and slug not in directory.towns
            if slug and not alone:
                found.append(slug)
                left[at : at + size] = [""]
            at += 1
    return tuple(dict.fromkeys(found))
