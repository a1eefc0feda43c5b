"""What a visitor typed → a ``QueryPlan`` (``search.contract.plan``), with nothing typed ever being an error.

* Every word is looked for. Small words are left out (`search.french.stopwords`), and inversions with them
  (« puis-je », « a-t-on »), never inside quotation marks, never when nothing else remains, never when the word ends the
  query alone (« catégorie C »).
* ``"…"``, ``« … »`` and ``“…”`` hold a phrase. One that is never closed is no quotation mark.
* ``-mot`` and ``-"un groupe de mots"`` exclude, when the hyphen follows a space or begins the query.
* A hyphen joins and demands nothing: ``éco-quartier`` is found as *éco quartier*, as *écoquartier* and, for less, as
  *quartier* and *éco* apart; ``écoquartier`` also as *éco quartier*.
* A number after a sigle stays beside it: ``ODD 13``, ``ODD13`` and ``O.D.D. n° 13`` are one question.
* Synonyms add alternatives to the slots of the words they replace, outside quotation marks.
* Beyond ``MAX_LENGTH`` characters or ``MAX_WORDS`` words the rest is left out and ``plan.truncated`` says so.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from search.contract.plan import Alternative, QueryPlan, Slot, TermOrigin
from search.french import Word, words
from search.french.compounds import joined, split_compound
from search.french.numbers import digits, names
from search.french.sigles import takes_a_number
from search.french.stopwords import is_article, is_stopword
from search.lexique.synonyms import SynonymGroup, expand, shipped_groups, term
from search.planning.questions import PRONOUNS, asks, without_idioms

MAX_LENGTH = 300
MAX_WORDS = 32

_QUOTED = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<a>[^"]*)"|«(?P<b>[^»]*)»|[“„”](?P<c>[^“”]*)[”“])')
_EXCLUDED = re.compile(r"(?<!\S)[-\u2212\u2013](?=[^\W_])(?P<word>\S+)")
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212\u00ad"
# Before these « est » is a name, and after « rendez » « vous » is no subject.
_BEFORE_A_NAME = frozenset(("grand", "le", "l"))
_NOT_INVERTED = frozenset(("rendez",))
_HYPHENS_ALONE = frozenset(_HYPHENS)
_NUMBER_GAP = re.compile(r"[\s\u00a0\u202f.-]*(?:[nN][°º]\s*)?")


@dataclass(slots=True)
class _Unit:
    """What was typed as one thing: a word, words joined by hyphens, or a sigle and its number."""

    words: list[Word]
    hyphenated: bool = False
    numbered: bool = False

    @property
    def exacts(self) -> list[str]:
        return [word.exact for word in self.words]


@dataclass(slots=True)
class _Reading:
    """A query cut into what is free, what is quoted and what is excluded."""

    free: str
    quoted: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)


def parse(
    text: str,
    *,
    max_length: int = MAX_LENGTH,
    groups: Iterable[SynonymGroup] | None = None,
    protected: Collection[str] = frozenset(),
) -> QueryPlan:
    """The plan of a query. ``groups`` defaults to the shipped synonyms; ``protected`` holds folded words that
    must be found as they are typed."""
    cut = text[:max_length]
    reading = _read(cut)
    reading.free = without_idioms(reading.free)
    free = words(reading.free)
    units = _units(reading.free, free[:MAX_WORDS])
    asked = asks([unit.exacts for unit in units], reading.free)
    kept = _without_stopwords(units, asked=asked, alone=not reading.quoted)
    slots = [_quoted_slot(phrase) for phrase in reading.quoted]
    slots += _free_slots(kept, shipped_groups() if groups is None else tuple(groups))
    excluded = tuple(
        Alternative(tuple(map(term, found)), TermOrigin.TYPED)
        for phrase in reading.excluded
        if (found := words(phrase))
    )
    plan = QueryPlan(
        slots=tuple(dict.fromkeys(slot for slot in slots if slot.alternatives)),
        excluded=excluded,
        text=" ".join(cut.split()),
        truncated=len(text) > max_length or len(free) > MAX_WORDS,
        whole=" ".join(word.exact for word in words(cut)),
        asked=asked,
    )
    return _protecting(plan, frozenset(protected)) if protected else plan


def typed_words(text: str) -> list[Word]:
    """The words that a query wants found, quoted ones too, where they stand in the text; those it excludes are not."""
    cut = text[:MAX_LENGTH]
    unwanted = [match.span() for match in _QUOTED.finditer(cut) if match["minus"]]
    unwanted += [match.span() for match in _EXCLUDED.finditer(cut)]
    found = [word for word in words(cut) if not any(start <= word.start < end for start, end in unwanted)]
    return found[:MAX_WORDS]


def _read(text: str) -> _Reading:
    reading = _Reading("")

    def quoted(match: re.Match[str]) -> str:
        phrase = match["a"] or match["b"] or match["c"] or ""
        (reading.excluded if match["minus"] else reading.quoted).append(phrase)
        return " , "

    def excluded(match: re.Match[str]) -> str:
        reading.excluded.append(match["word"])
        return " , "

    reading.free = _EXCLUDED.sub(excluded, _QUOTED.sub(quoted, text))
    return reading


def _units(text: str, found: list[Word]) -> list[_Unit]:
    """Words grouped as they were typed: joined by a hyphen, or a sigle with its number."""
    capitals_count = not (text.isupper() and sum(word.exact.isalpha() for word in found) > 1)
    units: list[_Unit] = []
    for word in found:
        if units and _continues(text, units[-1].words[-1], word, capitals_count):
            units[-1].words.append(word)
            units[-1].numbered = units[-1].numbered or word.exact[0].isdigit()
            units[-1].hyphenated = text[units[-1].words[-2].end : word.start] in _HYPHENS_ALONE
        else:
            units.append(_Unit([word]))
    return units


def _continues(text: str, before: Word, word: Word, capitals_count: bool) -> bool:
    gap = text[before.end : word.start]
    if not gap or (len(gap) == 1 and gap in _HYPHENS):
        return True
    surface = text[before.start : before.end]
    return (
        word.exact[0].isdigit()
        and _NUMBER_GAP.fullmatch(gap) is not None
        and takes_a_number(surface, word.exact, capitals_count=capitals_count)
    )


def _quoted_slot(phrase: str) -> Slot:
    found = tuple(map(term, words(phrase)))
    return Slot((Alternative(found, TermOrigin.QUOTED),) if found else ())


def _free_slots(kept: list[_Unit], groups: tuple[SynonymGroup, ...]) -> list[Slot]:
    choices = [_typed_alternatives(unit) for unit in kept]
    for left in range(len(kept) - 1):
        _add_joined(kept[left], kept[left + 1], choices[left], choices[left + 1])
    _add_synonyms(kept, choices, groups)
    between = [None, *(right.words[0].position - left.words[-1].position - 1 for left, right in pairwise(kept))]
    return [
        Slot(tuple(dict.fromkeys(alternatives)), after) for alternatives, after in zip(choices, between, strict=False)
    ]


def _without_stopwords(units: list[_Unit], *, asked: bool, alone: bool) -> list[_Unit]:
    kept: list[_Unit] = []
    for rank, unit in enumerate(units):
        is_last = rank == len(units) - 1
        before = units[rank - 1].words[-1].exact if rank else ""
        if not _may_go(unit, before, is_last=is_last, asked=asked):
            kept.append(_without_pronoun(unit))
    return kept if any(not _is_small(unit, "", asked=asked) for unit in kept) or not alone else units


def _is_small(unit: _Unit, before: str, *, asked: bool) -> bool:
    inverted = unit.hyphenated and unit.words[-1].exact in PRONOUNS
    if len(unit.words) > 1 and not inverted:
        return False
    # Le Grand Est.
    asked = (asked or inverted) and before not in _BEFORE_A_NAME
    return all(is_stopword(exact, asked=asked) for exact in unit.exacts)


def _may_go(unit: _Unit, before: str, *, is_last: bool, asked: bool) -> bool:
    return _is_small(unit, before, asked=asked) and not (is_last and len(unit.words[0].exact) == 1)


def _without_pronoun(unit: _Unit) -> _Unit:
    """« perçoit-on »: what is asked is the verb."""
    if not unit.hyphenated or unit.words[-1].exact not in PRONOUNS or unit.words[0].exact in _NOT_INVERTED:
        return unit
    kept = [word for word in unit.words if not is_stopword(word.exact)] or unit.words
    return _Unit(kept, hyphenated=len(kept) > 1)


def _typed_alternatives(unit: _Unit) -> list[Alternative]:
    terms = tuple(map(term, unit.words))
    typed = Alternative(terms, TermOrigin.TYPED)
    number = _as_number(unit)
    if number:
        return [typed, number]
    if len(terms) == 1:
        return [typed, *split_compound(terms[0])]
    whole = joined(terms)
    alternatives = [typed, whole] if whole else [typed]
    says = tuple(one for one in terms if not is_article(one.exact)) or terms
    if unit.hyphenated and not unit.numbered and len(says) > 1:
        alternatives.append(Alternative(says, TermOrigin.APART))
    return alternatives


def _as_number(unit: _Unit) -> Alternative | None:
    """« 17 » for « dix-sept » and the other way."""
    accented = tuple(word.accented for word in unit.words)
    found = digits().get(accented) or (names().get(accented[0]) if len(accented) == 1 else None)
    return Alternative(tuple(map(term, words(found))), TermOrigin.COMPOUND) if found else None


def _add_joined(left: _Unit, right: _Unit, lefts: list[Alternative], rights: list[Alternative]) -> None:
    """« tiers lieu » may be written *tierslieu*: that one word answers for both."""
    if len(left.words) == len(right.words) == 1 and left.words[0].position + 1 == right.words[0].position:
        whole = joined((term(left.words[0]), term(right.words[0])))
        if whole:
            lefts.append(whole)
            rights.append(whole)


def _add_synonyms(units: list[_Unit], choices: list[list[Alternative]], groups: tuple[SynonymGroup, ...]) -> None:
    tokens = [(rank, term(word)) for rank, unit in enumerate(units) for word in unit.words if _says(unit, word)]
    for found in expand([token for _, token in tokens], groups):
        ranks = sorted({rank for rank, _ in tokens[found.first : found.after]})
        covered = sum(len([w for w in units[rank].words if _says(units[rank], w)]) for rank in ranks)
        if covered == found.after - found.first:
            for rank in ranks:
                choices[rank] += found.alternatives
        elif len(ranks) == 1 and units[ranks[0]].numbered and covered == found.after - found.first + 1:
            if tokens[found.first - 1 : found.first] and tokens[found.first - 1][0] == ranks[0]:
                continue
            number = term(units[ranks[0]].words[-1])
            choices[ranks[0]] += [replace(each, terms=(*each.terms, number)) for each in found.alternatives]


def _says(unit: _Unit, word: Word) -> bool:
    """Whether the word counts when a synonym is looked for: the stop words inside « Île-de-France » do not."""
    return len(unit.words) == 1 or not is_stopword(word.exact)


def _protecting(plan: QueryPlan, protected: frozenset[str]) -> QueryPlan:
    def exactly(alternative: Alternative) -> Alternative:
        return replace(
            alternative,
            terms=tuple(replace(one, exact_only=one.exact_only or one.exact in protected) for one in alternative.terms),
        )

    return replace(
        plan,
        slots=tuple(Slot(tuple(map(exactly, slot.alternatives)), slot.after) for slot in plan.slots),
        excluded=tuple(map(exactly, plan.excluded)),
    )
