"""Suggestions as one types: terms by group, then partners, then pages. Only what every visitor may read."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import orjson

from public.doors import SEARCH
from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery, Visibility
from search.engines.base import EngineError, SearchEngine
from search.enums import Facette
from search.facets.values import Valeur, canonical
from search.french import words
from search.places.directory import botin, mots
from search.planning.planner import Planned
from search.planning.querystrings import querystring
from search.suggestions.once import each_once
from search.suggestions.terms import SUGGEREES, Presents, find_terms, known_words
from taxonomy.enums import Niveau

logger = logging.getLogger(__name__)

LETTRES_AU_MOINS = 2
PAR_GROUPE = 3
PAGES_AU_PLUS = 5
#: A place is a région, a département and a commune of one name at most.
_HOMONYMES = 3
#: The words of a longer text are no beginning of anything.
MOTS_AU_PLUS = 8
_NIVEAUX = list(Niveau)
_NAMED_ABOVE = (Niveau.REGION, Niveau.COLLECTIVITE_OM, Niveau.DEPARTEMENT)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to go to: a search with a term chosen, or a page."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class SuggestionGroup:
    """Suggestions of one kind, the closest first."""

    groupe: str
    label: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The groups that have something. `entieres` is false when the engine could not say which pages there are."""

    groupes: tuple[SuggestionGroup, ...]
    entieres: bool = True


def suggest(planned: Planned, engine: SearchEngine) -> Suggestions:
    """What begins like the text of this search; a term is added to what is chosen already."""
    typed = [word.exact for word in words(planned.query.text)][:MOTS_AU_PLUS]
    if sum(map(len, typed)) < LETTRES_AU_MOINS:
        return Suggestions(())
    pages: tuple[Suggestion, ...] = ()
    presents: Presents = {}
    entieres = True
    try:
        presents = _presents(planned, engine)
        pages = _pages(typed, planned.query.visibility, engine)
    except EngineError as exc:
        logger.warning("Pages could not be suggested: %s", exc)
        entieres = False
    groupes = _filled([*_groupes(planned, typed, presents), SuggestionGroup("page", "Pages", pages)])
    if entieres and not groupes:
        groupes = _forgiven(planned, typed, presents, engine)
    return Suggestions(groupes, entieres)


def _filled(groupes: Iterable[SuggestionGroup]) -> tuple[SuggestionGroup, ...]:
    return tuple(groupe for groupe in groupes if groupe.suggestions)


def _forgiven(
    planned: Planned, typed: Sequence[str], presents: Presents, engine: SearchEngine
) -> tuple[SuggestionGroup, ...]:
    """What begins like the likeliest words that may have been meant. Territoires are forgiven by their directory."""
    for meant in known_words(planned.termes).meant(typed):
        try:
            pages = _pages(meant, planned.query.visibility, engine)
        except EngineError:
            return ()
        groupes = _filled([*_terms(planned, meant, presents), SuggestionGroup("page", "Pages", pages)])
        if groupes:
            return groupes
    return ()


def _groupes(planned: Planned, typed: Sequence[str], presents: Presents) -> Iterator[SuggestionGroup]:
    places = places_named(planned, planned.query.text, _HOMONYMES * PAR_GROUPE)
    details = {value.slug: detail for value, detail in places}
    shown = list(each_once(value for value, _ in places))[:PAR_GROUPE]
    found = (Suggestion(one.nom, details[one.slug], with_value(planned, Facette.TERRITOIRE, one)) for one in shown)
    yield SuggestionGroup(Facette.TERRITOIRE.value, "Territoires", tuple(found))
    yield from _terms(planned, typed, presents)


def _terms(planned: Planned, typed: Sequence[str], presents: Presents) -> Iterator[SuggestionGroup]:
    for facette, label in SUGGEREES.items():
        yield _groupe(planned, facette, label, find_terms(planned.termes, facette, typed, presents, PAR_GROUPE))


def _groupe(planned: Planned, facette: Facette, label: str, values: Sequence[Valeur]) -> SuggestionGroup:
    found = (Suggestion(value.nom, "", with_value(planned, facette, value)) for value in values)
    return SuggestionGroup(facette.value, label, tuple(found))


def with_value(planned: Planned, facette: Facette, value: Valeur, text: str = "") -> str:
    """The address of the search with this value chosen too, and these words."""
    query = planned.query
    chosen = (planned.termes.get(facette, slug) for slug in query.chosen(facette))
    values = canonical([*(one for one in chosen if one), value])
    if value.slug not in values:
        values = (value.slug,)
    chosen_too = query.with_selection({**dict(query.selection), facette: values})
    return SEARCH.address() + querystring(replace(chosen_too, text=text))


def places_named(planned: Planned, text: str, most: int) -> list[tuple[Valeur, str]]:
    """The territoires that a text may mean, the likeliest first, each with what tells it from others of its name."""
    under = {one.slug: one.sous for one in botin(planned.state.termes).look(mots(text)[:MOTS_AU_PLUS], most)}
    values = planned.termes.territoires(list(under)).values()
    return [(value, " · ".join(filter(None, (under[value.slug], detail_of(planned, value))))) for value in values]


def detail_of(planned: Planned, value: Valeur) -> str:
    """What tells one Saint-Denis from another: its level, its département, its région."""
    if not value.au_dessus:
        return ""
    above = planned.termes.territoires(value.au_dessus).values()
    names = [one.nom for one in reversed(list(above)) if _NIVEAUX[one.depth] in _NAMED_ABOVE]
    return " · ".join([str(_NIVEAUX[value.depth].label).lower(), *names])


def _pages(typed: Sequence[str], visibility: Visibility, engine: SearchEngine) -> tuple[Suggestion, ...]:
    shown = (orjson.loads(hit.shown) for hit in engine.complete(typed, visibility, PAGES_AU_PLUS))
    return tuple(Suggestion(one["titre"], one["nature"], one["url"]) for one in shown)


_seen: tuple[tuple[int, int, Visibility, int], Presents] | None = None


def _presents(planned: Planned, engine: SearchEngine) -> Presents:
    """The values that some visible page has, asked once for each state of the index."""
    global _seen  # one cache per process, replaced whole
    state, visibility = planned.state, planned.query.visibility
    key = (state.generation, state.termes, visibility, id(engine))
    if _seen is None or _seen[0] != key:
        _seen = (key, engine.search(SearchQuery(size=1, visibility=visibility), QueryPlan()).counts)
    return _seen[1]


def forget() -> None:
    """Ask everything again at the next suggestion."""
    global _seen  # as above
    _seen = None
