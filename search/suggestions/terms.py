"""The terms that begin like what is being typed. A term that only hidden pages use is not among them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.enums import Facette
from search.facets.values import TOUJOURS_ENTIERES, FacetTerms, Valeur
from search.french import words
from search.suggestions.forgiving import KnownWords
from taxonomy.models import Partenaire

#: The facets of which terms are suggested, in the order in which visitors read the groups, with what stands over each.
SUGGEREES: Mapping[Facette, str] = {
    Facette.DOMAINE: "Domaines",
    Facette.ACTEUR: "Acteurs",
    Facette.BOITE: "Boîtes à outils",
    Facette.NATURE: "Natures",
    Facette.ODD: "ODD",
    Facette.AXE: "Axes",
    Facette.PARTENAIRE: "Partenaires",
}
#: Territoires are suggested apart, from a directory of their own; states of links are nothing that one types.
PAS_ICI = frozenset({Facette.TERRITOIRE, Facette.ETAT_LIEN})
Presents = Mapping[Facette, Collection[str]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A term and the names by which it is found, a space before each word; its sigle is another one."""

    value: Valeur
    names: tuple[str, ...]


_current: tuple[FacetTerms, dict[Facette, list[_Entry]]] | None = None
_words: tuple[FacetTerms, KnownWords] | None = None


def find_terms(
    termes: FacetTerms, facette: Facette, typed: Sequence[str], presents: Presents, most: int
) -> list[Valeur]:
    """Terms of one facet in which each typed word begins a word; those that begin with the first one come first."""
    first, *others = (f" {word}" for word in typed)
    whole = " ".join(["", *typed])
    found = [
        (not any(name.startswith(whole) for name in names), entry.value)
        for entry in _entries(termes)[facette]
        if (names := [name for name in entry.names if first in name and all(word in name for word in others)])
        and (facette in TOUJOURS_ENTIERES or entry.value.slug in presents.get(facette, ()))
    ]
    return [value for _, value in sorted(found, key=lambda one: one[0])[:most]]


def known_words(termes: FacetTerms) -> KnownWords:
    """The words of all terms, for what is mistyped."""
    global _words  # one cache per process, replaced whole
    if _words is None or _words[0] is not termes:
        every = (entry for entries in _entries(termes).values() for entry in entries)
        _words = (termes, KnownWords(word for entry in every for name in entry.names for word in name.split()))
    return _words[1]


def _entries(termes: FacetTerms) -> dict[Facette, list[_Entry]]:
    global _current  # one cache per process, replaced whole
    if _current is None or _current[0] is not termes:
        _current = (termes, {facette: list(_read(termes, facette)) for facette in SUGGEREES})
    return _current[1]


def _read(termes: FacetTerms, facette: Facette) -> Iterator[_Entry]:
    sigles = {}
    if facette == Facette.PARTENAIRE:
        sigles = dict(Partenaire.objects.exclude(sigle="").values_list("slug", "sigle"))
    for slug, value in termes.valeurs[facette].items():
        names = [value.nom, *([sigles[slug]] if slug in sigles else [])]
        yield _Entry(value, tuple("".join(f" {word.exact}" for word in words(name)) for name in names))
