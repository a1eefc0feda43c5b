"""What a query's text asks for, in terms both engines can translate.

::

    QueryPlan(
        slots=(Slot(alternatives=(Alternative(terms=(Term, …), origin=Origin.TYPED), …)), …),
        excluded=(Alternative, …),
        text="what was understood", truncated=False,
    )

* **Every slot must match** (AND), or ``at_least`` so many of them where it is not 0: the plan is then *widened*. A plan
  without slots asks for everything that is not excluded.
* A slot matches when **one of its alternatives** does (OR).
* An alternative of one term matches a document that has the term; of several terms, one that has them **side by side
  in this order**, or anywhere when its origin is ``APART``. It matches in the stemmed field (``[term.stem …]``) *or* in
  the ``.exact`` field (``[term.exact …]``); when a term is ``exact_only`` (a word an editor protects), in ``.exact``
  alone.
* ``origin`` says where an alternative comes from and ``weight`` what its match is worth beside a typed one.
* What only a widened plan may add (``EVERYDAY``: an employeur for a patron) answers for a slot, but the word that was
  typed is still told as absent: ``slot.said`` holds the other alternatives.
* ``slot.after`` says how many small words stood between the slot before and this one, None when it stood elsewhere: a
  document that has both near to each other is worth more.
* ``term.has_accents`` says that accents decide the rank, never a condition: ``.accents``, which holds words without the
  marks of plural and feminine, is then worth what ``.exact`` is worth to a word without them.
* No excluded alternative may match.
* ``whole`` holds every typed word, folded: a title of just these words comes first.
* ``asked`` says that the words were asked as a sentence.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class TermOrigin(StrEnum):
    """Why an alternative is there."""

    TYPED = "typed"
    QUOTED = "quoted"
    COMPOUND = "compound"
    APART = "apart"
    SYNONYM = "synonym"
    EVERYDAY = "everyday"


_WEIGHTS = {
    TermOrigin.TYPED: 1.0,
    TermOrigin.QUOTED: 1.0,
    TermOrigin.COMPOUND: 0.9,
    TermOrigin.APART: 0.8,
    TermOrigin.SYNONYM: 0.7,
    TermOrigin.EVERYDAY: 0.7,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One token in the three forms that are indexed."""

    stem: str
    exact: str
    accented: str
    exact_only: bool = False

    @property
    def has_accents(self) -> bool:
        return self.accented != self.exact


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that stand side by side."""

    terms: tuple[Term, ...]
    origin: TermOrigin = TermOrigin.TYPED

    @property
    def weight(self) -> float:
        return _WEIGHTS[self.origin]

    @property
    def is_phrase(self) -> bool:
        """Whether the terms must stand side by side."""
        return len(self.terms) > 1 and not self.is_apart

    @property
    def is_apart(self) -> bool:
        """Whether the terms may stand anywhere."""
        return len(self.terms) > 1 and self.origin is TermOrigin.APART

    @property
    def each(self) -> tuple["Alternative", ...]:
        """One alternative for each term, of the same worth."""
        return tuple(Alternative((term,), self.origin) for term in self.terms)

    @property
    def stems(self) -> tuple[str, ...] | None:
        """What to look for in the stemmed field, None when only ``.exact`` may answer."""
        return None if any(term.exact_only for term in self.terms) else tuple(term.stem for term in self.terms)

    @property
    def exacts(self) -> tuple[str, ...]:
        return tuple(term.exact for term in self.terms)


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that must be found, in any of these ways; the first is what was typed."""

    alternatives: tuple[Alternative, ...]
    after: int | None = field(default=None, compare=False)

    @property
    def said(self) -> tuple[Alternative, ...]:
        """What holds the word itself: as typed, as a compound or as an equivalent."""
        return tuple(one for one in self.alternatives if one.origin is not TermOrigin.EVERYDAY)

    @property
    def words(self) -> str:
        """What was typed, in lower case."""
        return " ".join(term.accented for term in self.alternatives[0].terms)


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The whole of a query's text, understood."""

    slots: tuple[Slot, ...] = ()
    excluded: tuple[Alternative, ...] = ()
    text: str = ""
    truncated: bool = False
    at_least: int = 0
    whole: str = ""
    asked: bool = False

    @property
    def is_widened(self) -> bool:
        """Whether a part of the slots is enough."""
        return self.at_least > 0
