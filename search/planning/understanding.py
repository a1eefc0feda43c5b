"""How a query is understood, in words: for the admin's test page and for the commands.

Nothing here asks an engine: `verdict` holds a plan against one text, as both engines would.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from search.contract.plan import Alternative, QueryPlan, Slot, Term, TermOrigin
from search.french import Word, words
from search.planning.parsing import MAX_LENGTH

PROVENANCES = {
    TermOrigin.TYPED: "tel que tapé",
    TermOrigin.QUOTED: "expression entre guillemets",
    TermOrigin.COMPOUND: "mot composé",
    TermOrigin.APART: "mots séparés",
    TermOrigin.SYNONYM: "synonyme",
    TermOrigin.EVERYDAY: "mot courant",
}


@dataclass(frozen=True, slots=True)
class WordForm:
    """One way of finding a slot: its words as read, the tokens looked for, and where it comes from."""

    mots: str
    jetons: str
    provenance: str
    poids: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A query understood: what must be found (each in any of its forms), what must not, what was left out."""

    attendus: tuple[tuple[WordForm, ...], ...]
    exclus: tuple[WordForm, ...]
    laisses: tuple[str, ...]
    jetons: tuple[str, ...]
    coupee: bool


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """Whether a text is found, and why: the forms that were missing, or the excluded ones that it holds."""

    trouve: bool
    manquants: tuple[tuple[WordForm, ...], ...]
    interdits: tuple[WordForm, ...]


def comprehension(text: str, plan: QueryPlan) -> Comprehension:
    """What `plan` makes of the `text` that it was made from."""
    typed = words(text[:MAX_LENGTH])
    used = {
        term.exact
        for alternative in (*_alternatives(plan.slots), *plan.excluded)
        if alternative.origin in (TermOrigin.TYPED, TermOrigin.QUOTED)
        for term in alternative.terms
    }
    return Comprehension(
        attendus=tuple(tuple(map(forme, slot.alternatives)) for slot in plan.slots),
        exclus=tuple(map(forme, plan.excluded)),
        laisses=tuple(dict.fromkeys(word.accented for word in typed if word.exact not in used)),
        jetons=tuple(map(jeton, typed)),
        coupee=plan.truncated,
    )


def forme(alternative: Alternative) -> WordForm:
    """One alternative in words."""
    return WordForm(
        mots=" ".join(term.accented for term in alternative.terms),
        jetons=" ".join(alternative.stems or alternative.exacts),
        provenance=PROVENANCES[alternative.origin],
        poids=alternative.weight,
        exact=alternative.stems is None,
    )


def jeton(word: Word | Term) -> str:
    """A token of an index: its stem, and its folded form where that differs."""
    return word.stem if word.stem == word.exact else f"{word.stem} ({word.exact})"


def jetons(text: str) -> str:
    """All the tokens of a text, in their order."""
    return " · ".join(map(jeton, words(text)))


def verdict(plan: QueryPlan, text: str) -> TextVerdict:
    """Whether a document of this one text is found."""
    found = words(text)
    stems = [word.stem for word in found]
    exacts = [word.exact for word in found]
    missing = tuple(
        tuple(map(forme, slot.alternatives))
        for slot in plan.slots
        if not any(_holds(one, stems, exacts) for one in slot.alternatives)
    )
    forbidden = tuple(forme(one) for one in plan.excluded if _holds(one, stems, exacts))
    return TextVerdict(not missing and not forbidden, missing, forbidden)


def touches(plan: QueryPlan, text: str) -> tuple[WordForm, ...]:
    """The first form of each slot that the text holds."""
    found = words(text)
    stems = [word.stem for word in found]
    exacts = [word.exact for word in found]
    held = ([one for one in slot.alternatives if _holds(one, stems, exacts)] for slot in plan.slots)
    return tuple(forme(one[0]) for one in held if one)


def _alternatives(slots: Sequence[Slot]) -> list[Alternative]:
    return [alternative for slot in slots for alternative in slot.alternatives]


def _holds(alternative: Alternative, stems: list[str], exacts: list[str]) -> bool:
    if alternative.is_apart:
        return all(_holds(one, stems, exacts) for one in alternative.each)
    wanted = alternative.stems
    return (wanted is not None and _side_by_side(wanted, stems)) or _side_by_side(alternative.exacts, exacts)


def _side_by_side(wanted: Sequence[str], tokens: Sequence[str]) -> bool:
    size = len(wanted)
    return any(tuple(tokens[at : at + size]) == tuple(wanted) for at in range(len(tokens) - size + 1))
