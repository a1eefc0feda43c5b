"""Places and terms among the typed words, proposed as filters: accepted by one click, never applied by themselves.

« guides mobilité creuse » keeps its three words; beside the answer stand *Mobilité* and *Creuse*, each with the search
in which it is a filter and no word any more. Terms are compared by their stems, places without accents.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from search.contract.query import SearchQuery
from search.contract.results import Proposal
from search.enums import Facette, Mots
from search.facets.values import FacetTerms, Valeur, canonical
from search.french import Word, words
from search.french.stopwords import is_article
from search.places.directory import botin, mots
from search.planning.parsing import typed_words
from search.planning.planner import Planned
from search.planning.querystrings import querystring
from taxonomy.enums import Niveau
from taxonomy.models.territoire import niveau_de

#: The facets whose terms people type; a place is looked for apart.
PROPOSED = (Facette.DOMAINE, Facette.ACTEUR)
PROPOSALS_AT_MOST = 4
_LONGEST = 6
#: The names of a longer text are no filters.
_WORDS_AT_MOST = 12
#: Characters of a postal code, and of a commune's own.
_CODE = 5
_HOMONYMS = 3
#: After these a common word is a place: « à Creuse ».
_BEFORE_A_PLACE = frozenset(("a", "au", "aux", "en", "dans", "chez"))
_QUOTES = '"«»“”„'


def proposals(planned: Planned) -> tuple[Proposal, ...]:
    """The filters that the typed words name, in the order of the words."""
    query = planned.query
    if not query.text or any(quote in query.text for quote in _QUOTES):
        return ()
    typed = typed_words(query.text)[:_WORDS_AT_MOST]
    found: list[Proposal] = []
    taken: dict[int, tuple[int, int]] = {}
    for first, after, value, facette in _named(query.text, typed, planned.termes, planned.state.termes):
        # Several places have one postal code; otherwise a word says one thing.
        if value.slug not in query.chosen(facette) and {taken.get(at) for at in range(first, after)} <= {
            None,
            (first, after),
        }:
            taken |= dict.fromkeys(range(first, after), (first, after))
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
    """What is left without the small words at its end."""
    kept = text.split()
    while kept and all(is_article(word.exact) or word.exact in _BEFORE_A_PLACE for word in words(kept[-1])):
        kept.pop()
    return " ".join(kept)


def _kind(value: Valeur, facette: Facette) -> str:
    return str((niveau_de(value.slug) if facette == Facette.TERRITOIRE else facette).label)


def _named(
    text: str, typed: list[Word], termes: FacetTerms, generation: int
) -> Iterator[tuple[int, int, Valeur, Facette]]:
    """(first word, word after the last, value, facet): the longest names first from each word on."""
    terms = _terms(termes)
    # As names of places are read: each word, and with what stands between it and the next.
    alone = [mots(text[word.start : word.end]) for word in typed]
    followed = [mots(text[one.start : other.start]) for one, other in pairwise(typed)]
    for first in range(len(typed)):
        for after in range(min(len(typed), first + _LONGEST), first, -1):
            here = typed[first:after]
            for value, facette in terms.get(tuple(word.stem for word in here), ()):
                yield first, after, value, facette
            before = typed[first - 1].exact if first else ""
            said = [*chain.from_iterable(followed[first : after - 1]), *alone[after - 1]]
            for value in _places(said, before, termes, generation):
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


def _places(typed: list[str], before: str, termes: FacetTerms, generation: int) -> list[Valeur]:
    """The likeliest place of this name, or those of this postal code, those with most people first.

    A commune of one word that may be another word is proposed only where it is said to be a place, or a town.
    """
    is_code = len(typed) == 1 and typed[0][:1].isdigit()
    if is_code and len(typed[0]) != _CODE:
        return []
    places = botin(generation)
    found = list(termes.territoires(places.called(typed)[:_HOMONYMS]).values())
    if is_code:
        return found
    if len(typed) == 1 and before not in _BEFORE_A_PLACE:
        found = [one for one in found if niveau_de(one.slug) != Niveau.COMMUNE or one.slug in places.towns]
    return found[:1]
