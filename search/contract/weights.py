"""What a match is worth, the same for every engine. Measured by `make bench-relevance` (docs/benchmarks.md)."""

from collections.abc import Iterator

from search.contract.plan import Alternative, QueryPlan

#: By form of a term, the fields where it is looked for, and what a match there is worth beside the others.
STEMS = (("tout", 2.0), ("titre", 4.0), ("chapo", 1.0), ("termes", 0.75))
EXACTS = (("tout_exact", 0.3), ("titre_exact", 1.0))
ACCENTS = (("tout_accents", 1.0), ("titre_accents", 2.5))
#: Two typed words as near to each other as they were typed.
NEAR = (("tout", 1.0), ("titre", 3.0))
#: How many words may stand between them.
SLOP = 6
#: Of several ways to find a word the best counts whole, each other one by this part.
TIE = 0.2
#: Everything that was asked for, in a search that is content with a part.
WHOLE = 10.0


def sought(alternative: Alternative) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """(field, terms side by side, worth) of an alternative that is no group of terms apart."""
    accents = alternative.accents
    forms = ((STEMS, alternative.stems), (ACCENTS, accents) if accents else (EXACTS, alternative.exacts))
    for fields, terms in forms:
        if terms:
            for name, worth in fields:
                yield name, terms, worth * alternative.weight


def neighbours(plan: QueryPlan) -> Iterator[tuple[str, ...]]:
    """The stems of each two things that were typed one after the other."""
    before: tuple[str, ...] | None = None
    for slot in plan.slots:
        stems = slot.alternatives[0].stems
        if slot.after is not None and before and stems:
            yield (*before, *stems)
        before = stems
