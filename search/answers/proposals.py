"""Places and terms among the typed words, proposed as filters: accepted by one click, never applied by themselves.

« guides mobilité creuse » keeps its three words; beside the answer stand *Mobilité* and *Creuse*, each with the search
in which it is a filter and no word any more. Terms are compared by their stems, places without accents.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from search.contract.query import SearchQuery
from search.contract.results import Proposal
from search.enums import Facette, Mots
from search.facets.values import FacetTerms, Valeur, canonical
from search.french import Word, words
from search.french.stopwords import is_article
from search.planning.parsing import typed_words
from search.planning.planner import Planned
from search.planning.querystrings import querystring
from taxonomy.enums import Niveau
from taxonomy.models import Territoire

#: The facets whose terms people type; a place is looked for apart.
PROPOSED = (Facette.DOMAINE, Facette.ACTEUR)
PROPOSALS_AT_MOST = 4
_LONGEST = 6
#: After these a common word is a place: « à Creuse ».
_BEFORE_A_PLACE = frozenset(("a", "au", "aux", "en", "dans", "chez"))
_QUOTES = '"«»“”„'


def proposals(planned: Planned) -> tuple[Proposal, ...]:
    """The filters that the typed words name, in the order of the words."""
    query = planned.query
    if not query.text or any(quote in query.text for quote in _QUOTES):
        return ()
    typed = typed_words(query.text)
    found: list[Proposal] = []
    taken: set[int] = set()
    for first, after, value, facette in _named(typed, planned.termes, planned.state.termes):
        if value.slug not in query.chosen(facette) and not taken.intersection(range(first, after)):
            taken.update(range(first, after))
            found.append(_proposal(query, typed[first:after], value, facette))
    return tuple(found[:PROPOSALS_AT_MOST])


def _proposal(query: SearchQuery, said: list[Word], value: Valeur, facette: Facette) -> Proposal:
    start, end = said[0].start, said[-1].end
    left = " ".join((query.text[:start] + " " + query.text[end:]).split())
    chosen = canonical([value]) + tuple(one for one in query.chosen(facette) if facette != Facette.TERRITOIRE)
    with_filter = query.with_selection({**dict(query.selection), facette: chosen})
    asked = replace(with_filter, text=_bare(left), mots=Mots.AUTO)
    return Proposal(query.text[start:end], value.nom, _kind(value, facette), "./" + querystring(asked))


def _bare(text: str) -> str:
    """What is left without the small words at its ends."""
    kept = text.split()
    while kept and all(is_article(word.exact) or word.exact in _BEFORE_A_PLACE for word in words(kept[-1])):
        kept.pop()
    return " ".join(kept)


def _kind(value: Valeur, facette: Facette) -> str:
    return str(list(Niveau)[value.depth].label) if facette == Facette.TERRITOIRE else str(facette.label)


def _named(typed: list[Word], termes: FacetTerms, generation: int) -> Iterator[tuple[int, int, Valeur, Facette]]:
    """(first word, word after the last, value, facet): the longest names first from each word on."""
    terms = _terms(termes)
    for first in range(len(typed)):
        for after in range(min(len(typed), first + _LONGEST), first, -1):
            here = typed[first:after]
            for value, facette in terms.get(tuple(word.stem for word in here), ()):
                yield first, after, value, facette
            for value in _places(here, typed[first - 1].exact if first else "", termes, generation):
                yield first, after, value, Facette.TERRITOIRE


_current: tuple[FacetTerms, dict[tuple[str, ...], list[tuple[Valeur, Facette]]]] | None = None


def _terms(termes: FacetTerms) -> dict[tuple[str, ...], list[tuple[Valeur, Facette]]]:
    """The terms by the stems of their names, from memory when nothing has changed."""
    global _current  # one cache per process, replaced whole
    if _current is None or _current[0] is not termes:
        found: dict[tuple[str, ...], list[tuple[Valeur, Facette]]] = {}
        for facette in PROPOSED:
            for value in termes.valeurs.get(facette, {}).values():
                if value.param == facette.value:
                    found.setdefault(tuple(word.stem for word in words(value.nom)), []).append((value, facette))
        _current = (termes, found)
    return _current[1]


def _places(here: list[Word], before: str, termes: FacetTerms, generation: int) -> list[Valeur]:
    """The place of this name, the widest of homonyms; a commune of one common word only where it is said to be one."""
    slugs = place_names(generation).find(" ".join(word.exact for word in here))
    found = sorted(termes.territoires(slugs).values(), key=lambda value: (value.depth, value.ordre))
    sure = len(here) > 1 or before in _BEFORE_A_PLACE
    return [value for value in found if sure or list(Niveau)[value.depth] != Niveau.COMMUNE][:1]


class PlaceNames:
    """Every territoire by its whole name: two numbers for each, so that 36 000 take half a megabyte."""

    def __init__(self) -> None:
        rows = Territoire.objects.values_list("pk", "nom").iterator(chunk_size=5_000)
        pairs = sorted((hash(_as_typed(nom)), pk) for pk, nom in rows)
        self._names = array("q", [name for name, _ in pairs])
        self._pks = array("q", [pk for _, pk in pairs])

    def find(self, name: str) -> list[str]:
        """The slugs of those of this name, which stands without accents, its words apart."""
        wanted = hash(name)
        at = bisect_left(self._names, wanted)
        pks = []
        while at < len(self._names) and self._names[at] == wanted:
            pks.append(self._pks[at])
            at += 1
        if not pks:
            return []
        rows = Territoire.objects.filter(pk__in=pks).values_list("slug", "nom")
        return [slug for slug, nom in rows if _as_typed(nom) == name]


def _as_typed(nom: str) -> str:
    return " ".join(word.exact for word in words(nom))


@lru_cache(maxsize=1)
def place_names(generation: int) -> PlaceNames:
    """The names as of this generation of the terms."""
    return PlaceNames()


def forget() -> None:
    """Read the names again at the next search."""
    place_names.cache_clear()
