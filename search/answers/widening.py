"""From « every word » to « a part of them »: when every word finds too little, which words are enough, what each finds.

The choice stands in the address (`mots`), so that no filter and no page changes it; `settle` makes it where the address
leaves it open. A widened search is content with half of the words, or with fewer where half of them find too little in
the whole index: whatever is filtered, the same words are enough.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from search.answers.each_word import found_alone, typed
from search.contract.plan import QueryPlan
from search.contract.query import TAILLE_DE_PAGE, SearchQuery, Visibility
from search.contract.results import AbsentWord
from search.engines.base import RawHit, RawResults, SearchEngine
from search.enums import Mots
from search.planning.planner import Planned

#: Fewer hits than this are too few, by how many words were typed: the more words, the likelier that a page has them all
#: by accident. Measured by `make bench-relevance`.
ASSEZ = {1: 3, 2: 3, 3: 10}
ASSEZ_AU_PLUS = 20
#: Half of the words that find fewer pages in the whole index are asked less of.
PEU = 3
#: So many times more when they are asked as a sentence, most of whose words no page need hold.
SENTENCE = 5


def settle(engine: SearchEngine, planned: Planned) -> Planned:
    """The same search with the plan that answers it, for the faces that only list. Raises EngineError."""
    if planned.wide is None or planned.query.mots == Mots.TOUS:
        return chosen(engine, planned, Mots.TOUS)
    if planned.query.mots == Mots.AUTO and engine.count(planned.query, planned.plan) >= enough(planned.wide):
        return chosen(engine, planned, Mots.TOUS)
    return chosen(engine, planned, Mots.PARTIE)


def answered(engine: SearchEngine, planned: Planned) -> tuple[Planned, RawResults, int]:
    """(the search settled, its answer, how many hits have every word). Raises EngineError."""
    if planned.wide is None or planned.query.mots == Mots.TOUS:
        return _with_every_word(engine, planned)
    if planned.query.mots == Mots.AUTO and not _seldom_has_enough(planned.wide):
        settled, raw, every = _with_every_word(engine, planned)
    else:
        # An answer that would not be shown is only counted.
        every = engine.count(planned.query, planned.plan)
        settled, raw = planned, None
    if planned.query.mots == Mots.AUTO and every >= enough(planned.wide):
        return (settled, raw, every) if raw else _with_every_word(engine, planned)
    settled = chosen(engine, planned, Mots.PARTIE)
    return settled, engine.search(settled.query, settled.plan), every


def _with_every_word(engine: SearchEngine, planned: Planned) -> tuple[Planned, RawResults, int]:
    settled = chosen(engine, planned, Mots.TOUS)
    raw = engine.search(settled.query, settled.plan)
    return settled, raw, raw.total


def _seldom_has_enough(plan: QueryPlan) -> bool:
    """Whether hardly any page has all of so many words."""
    return plan.asked or len(plan.slots) > max(ASSEZ)


def chosen(engine: SearchEngine, planned: Planned, mots: Mots) -> Planned:
    """The search with this choice; where there is none to make, the address says nothing of it."""
    if planned.wide is None:
        return replace(planned, query=replace(planned.query, mots=Mots.AUTO))
    query = replace(planned.query, mots=mots)
    if mots == Mots.TOUS:
        return replace(planned, query=query)
    everything = replace(query.visibility, published_until=0)
    plan = _enough_words(engine, planned.state.generation, planned.wide, everything)
    return replace(planned, query=query, plan=plan)


def enough(plan: QueryPlan) -> int:
    """How many hits with every word make widening needless."""
    return ASSEZ.get(len(plan.slots), ASSEZ_AU_PLUS) * (SENTENCE if plan.asked else 1)


@lru_cache(maxsize=2048)
def _enough_words(engine: SearchEngine, generation: int, wide: QueryPlan, visibility: Visibility) -> QueryPlan:
    """The plan with as many words as find enough in the whole index. Kept for one generation of it."""
    anywhere = SearchQuery(visibility=visibility)
    while wide.at_least > 1 and engine.count(anywhere, wide) < PEU:
        wide = replace(wide, at_least=wide.at_least - 1)
    return wide


def grouped(hits: Iterable[RawHit]) -> Iterator[RawHit]:
    """The hits, those of each screen that are about every word before its others: one order for all faces."""
    found = list(hits)
    for first in range(0, len(found), TAILLE_DE_PAGE):
        yield from sorted(found[first : first + TAILLE_DE_PAGE], key=lambda hit: not hit.is_about)


def absent_words(engine: SearchEngine, settled: Planned, hits: Iterable[RawHit]) -> tuple[AbsentWord, ...]:
    """The words that some of these hits lack, in their order, with what each finds alone under the same filters."""
    slots = [settled.plan.slots[rank] for rank in sorted({rank for hit in hits for rank in hit.lacks})]
    alone = found_alone(settled, engine, [typed(slot) for slot in slots])
    return tuple(AbsentWord(slot.words, one.count, one.url) for slot, one in zip(slots, alone, strict=True))


def lacking(plan: QueryPlan, hit: RawHit) -> tuple[str, ...]:
    """The typed words that a hit has not."""
    return tuple(plan.slots[rank].words for rank in hit.lacks)
