"""What a match is worth, and what comes first where nothing is typed: the same for every engine.

The weights are measured by `make bench-relevance` (docs/benchmarks.md).
"""

from collections.abc import Iterator

from search.contract.plan import Alternative, QueryPlan
from search.contract.query import SearchQuery
from search.contract.rungs import place_of
from search.enums import Facette
from search.french.analyser import accent_form
from taxonomy.enums import Niveau
from taxonomy.models.territoire import niveau_de

#: By form of a term, the fields where it is looked for, and what a match there is worth beside the others.
STEMS = (("tout", 4.0), ("titre", 4.0), ("chapo", 1.0), ("termes", 0.75))
EXACTS = (("tout_exact", 0.6), ("titre_exact", 2.0))
ACCENTS = (("tout_accents", 1.0), ("titre_accents", 2.5))
#: The fields that say what a page is about.
ABOUT, ABOUT_EXACT = ("titre", "chapo", "termes"), ("titre_exact",)
#: Two typed words near to each other: in a sentence or a long query; where few words are the whole query; and where
#: small words join those few into one name (« ministère de l’intérieur »), which outweighs a title with one of them.
NEAR = (("tout", 2.0), ("titre", 3.0))
NEAR_AMONG_FEW, FEW = (("tout", 6.0), ("titre", 5.0)), 4
NEAR_AS_A_NAME = (("tout", 14.0), ("titre", 5.0))
#: How many words may stand between them.
SLOP = 6
#: Of several ways to find a word the best counts whole, each other one by this part.
TIE = 0.2
#: A title that was typed whole.
TITLE = 1_000.0
#: Everything that was asked for, in a search that is content with a part.
WHOLE = 10.0


def sought(alternative: Alternative) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """(field, terms side by side, worth) of an alternative that is no group of terms apart."""
    accents = _accents(alternative)
    forms = ((STEMS, alternative.stems), (ACCENTS, accents) if accents else (EXACTS, alternative.exacts))
    for fields, terms in forms:
        if terms:
            for name, worth in fields:
                yield name, terms, worth * alternative.weight


def _accents(alternative: Alternative) -> tuple[str, ...]:
    """What to look for in the fields that keep accents, nothing when none was typed."""
    typed = any(term.has_accents for term in alternative.terms)
    return tuple(accent_form(term.accented) for term in alternative.terms) if typed else ()


def about(alternative: Alternative) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(field, terms side by side) of an alternative where pages say what they are about."""
    stems = alternative.stems
    for name in ABOUT_EXACT if stems is None else ABOUT:
        yield name, alternative.exacts if stems is None else stems


def side_by_side(plan: QueryPlan) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """(field, stems, worth) of each two things that were typed one after the other, and are worth more near."""
    are_few = not plan.asked and len(plan.slots) <= FEW
    before: tuple[str, ...] | None = None
    for slot in plan.slots:
        stems = slot.alternatives[0].stems
        if slot.after is not None and before and stems:
            as_typed = NEAR_AS_A_NAME if slot.after else NEAR_AMONG_FEW
            for name, worth in as_typed if are_few else NEAR:
                yield name, (*before, *stems), worth
        before = stems


def tiers(query: SearchQuery) -> list[tuple[str, tuple[str, ...]]]:
    """(field, values) of what comes first without words: the chosen terms' own pages, what lies in the chosen
    territoires, then what sits on the nearest rung above, and so on to the widest. The rest comes last.

    `search.faces.groups` puts them under headings.
    """
    found = [("presente", query.own_pages)] if query.own_pages else []
    chosen = query.chosen(Facette.TERRITOIRE)
    if chosen:
        found.append((Facette.TERRITOIRE.value, chosen))
    for rung in reversed(Niveau.values):
        above = tuple(place_of(rung, slug) for slug in query.above if niveau_de(slug) == rung)
        if above:
            found.append(("lieu", above))
    return found
