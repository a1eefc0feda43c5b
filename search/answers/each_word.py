"""What each word of a search finds alone, under the same filters: for a search that finds little as a whole."""

from collections.abc import Sequence
from dataclasses import replace

from search.contract.plan import QueryPlan, Slot, TermOrigin
from search.contract.results import Relance
from search.engines.base import SearchEngine
from search.enums import Mots
from search.lexique.current import current_lexique
from search.planning.planner import Planned, plan_of
from search.planning.querystrings import querystring

#: The words of a longer text say less one by one.
MOTS_AU_PLUS = 8


def each_word(planned: Planned, engine: SearchEngine) -> tuple[Relance, ...]:
    """Each word or phrase that is looked for, in its order, with how many hits it alone gives; none for a single one.

    Raises EngineError.
    """
    asked = words_of(planned.plan)
    return found_alone(planned, engine, asked) if len(asked) > 1 else ()


def found_alone(planned: Planned, engine: SearchEngine, asked: Sequence[str]) -> tuple[Relance, ...]:
    """How many hits each of these texts gives alone, in their order.

    A count is that of the search to which `url` leads: the filters stay, excluded words go. Raises EngineError.
    """
    lexique = current_lexique(planned.state.termes)
    whole = replace(planned.query, mots=Mots.TOUS)
    searches = [(whole.with_text(text), plan_of(text, lexique)) for text in asked]
    counts = engine.counts(searches)
    return tuple(
        Relance(text, "./" + querystring(query), count)
        for text, (query, _), count in zip(asked, searches, counts, strict=True)
    )


def words_of(plan: QueryPlan) -> list[str]:
    """What a plan looks for, each once, as one would type it: a word, words joined by hyphens, a quoted phrase."""
    return list(dict.fromkeys(map(typed, plan.slots)))[:MOTS_AU_PLUS]


def typed(slot: Slot) -> str:
    """What a slot looks for, as one would type it."""
    first = slot.alternatives[0]
    words = [term.accented for term in first.terms]
    return f'"{" ".join(words)}"' if first.origin == TermOrigin.QUOTED else "-".join(words)
