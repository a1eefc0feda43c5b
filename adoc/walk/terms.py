"""The terms that visitors answer with: their names, and the territoires that a few letters may mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from search.places.directory import botin, mots
from search.state.snapshot import index_state
from taxonomy.enums import Critere, Famille
from taxonomy.ladder import SEPARATEUR, echelles
from taxonomy.models import Domaine, Nature, Territoire

TERRITOIRES_AU_PLUS = 12
LETTRES_AU_PLUS = 100


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term by its slug; `detail` tells it from others of the same name."""

    slug: str
    nom: str
    detail: str = ""


def territoires_nommes(texte: str) -> list[NamedTerm]:
    """The territoires that the text may mean, by name, code or postal code, the likeliest first."""
    found = botin(index_state().termes).look(mots(texte[:LETTRES_AU_PLUS]), TERRITOIRES_AU_PLUS)
    known = {one.slug: one for one in Territoire.objects.filter(slug__in=[one.slug for one in found])}
    details = echelles(list(known.values()))
    kept = [(known[one.slug], one.sous) for one in found if one.slug in known]
    return [
        NamedTerm(one.slug, one.nom, SEPARATEUR.join(filter(None, (under, details[one.pk])))) for one, under in kept
    ]


def territoire_of_that_name(texte: str) -> str:
    """The slug of the only territoire that has this whole name, which nobody need be asked about; "" else."""
    words = mots(texte[:LETTRES_AU_PLUS])
    called = botin(index_state().termes).called(words)
    one = Territoire.objects.filter(slug__in=called).first() if len(called) == 1 else None
    return one.slug if one and mots(one.nom) == words else ""


def territoire_de(slugs: Iterable[str]) -> NamedTerm | None:
    """The first of these territoires that there is."""
    one = Territoire.objects.filter(slug__in=_lisibles(slugs)).first()
    return NamedTerm(one.slug, one.nom, echelles([one])[one.pk]) if one else None


def domaines_by_critere() -> list[tuple[str, list[NamedTerm]]]:
    """All domaines, under the words of their critère."""
    found = list(Domaine.objects.all())
    groups = ((critere, [one for one in found if one.critere == critere]) for critere in Critere)
    return [(str(critere.label), [NamedTerm(one.slug, one.nom) for one in some]) for critere, some in groups if some]


def domaines_de(slugs: Iterable[str]) -> list[NamedTerm]:
    """Those of these domaines that there are, in the order of the site."""
    return [NamedTerm(one.slug, one.nom) for one in Domaine.objects.filter(slug__in=_lisibles(slugs))]


def natures_par_famille() -> dict[Famille, tuple[str, ...]]:
    """The slugs of the natures of each family."""
    rows: list[Any] = list(Nature.objects.values_list("famille", "slug"))
    return {famille: tuple(slug for own, slug in rows if own == famille) for famille in Famille}


def _lisibles(slugs: Iterable[str]) -> list[str]:
    """Without what no database reads."""
    return [slug for slug in slugs if "\x00" not in slug]
