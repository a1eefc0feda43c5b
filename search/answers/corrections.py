"""Corrected queries, each with exactly how many hits it gives; only those that give more than what was typed.

A word is suspect when no visible page answers to it, whatever the filters: neither as typed nor by its family, its
compounds or a synonym. What the lexique knows (synonyms, sigles, protected words) is never suspect. A word that a page
or two hold may still be one of those pages' own mistake: it is corrected only into a far more frequent one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from math import log10, prod

from search.contract.plan import QueryPlan
from search.contract.query import SearchQuery
from search.contract.results import Relance
from search.engines.base import SearchEngine
from search.enums import Mots
from search.french import Word, words
from search.french.stopwords import is_stopword
from search.lexique.current import Lexique, current_lexique
from search.planning.parsing import typed_words
from search.planning.planner import Planned, plan_of
from search.planning.querystrings import querystring
from search.spelling.vocabulary import Candidat, Vocabulaire, est_un_mot, one_of_each_family
from search.spelling.words import presences, vocabulaire

CORRECTIONS_AU_PLUS = 3
#: A query of more unknown words is no misspelling.
SUSPECTS_AU_PLUS = 4
ESSAIS_AU_PLUS = 9
_PER_WORD = 5
#: Known words that are counted anew for one suspect word.
_LOOKED_AT = 12
#: A word in fewer pages may be a mistake of theirs; one in so many times more pages is then what was meant.
_RARE, _TIMES_MORE = 3, 5
_RARE_COST = 1.0
_LONGEST_SIGLE = 5
#: A correction that is this much further than the best one is not shown beside it.
_MUCH_FURTHER = 0.6


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A typed word that may be misspelt, with what may have been meant."""

    word: Word
    candidats: tuple[Candidat, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One way to write the whole query, and how far it is from what was typed."""

    text: str
    cout: float
    plan: QueryPlan


def corrections(planned: Planned, total: int, engine: SearchEngine) -> tuple[Relance, ...]:
    """The corrected queries that find more than `total` under the same filters, the likeliest first."""
    typed = [word for word in typed_words(planned.query.text) if _may_be_misspelt(word, planned.query.text)]
    if not typed:
        return ()
    lexique = current_lexique(planned.state.termes)
    attempts = _attempts(planned, _suspects(planned, typed, lexique, engine), lexique)
    query = replace(planned.query, page=1, mots=Mots.AUTO)
    counts = engine.counts([(query, attempt.plan) for attempt in attempts])
    better = [(attempt, count) for attempt, count in zip(attempts, counts, strict=True) if count > total]
    better.sort(key=lambda found: (found[0].cout - 0.3 * log10(found[1]), found[0].text))
    return tuple(
        Relance(attempt.text, "./" + querystring(query, text=attempt.text), count)
        for attempt, count in better[:CORRECTIONS_AU_PLUS]
        if attempt.cout <= better[0][0].cout + _MUCH_FURTHER
    )


def _may_be_misspelt(word: Word, text: str) -> bool:
    """A word that is looked for; a sigle in capitals among other words is written as it is meant."""
    surface = text[word.start : word.end]
    is_sigle = surface.isupper() and not text.isupper() and len(surface) <= _LONGEST_SIGLE
    return est_un_mot(word.exact) and not is_sigle and not is_stopword(word.exact)


def _suspects(planned: Planned, typed: Sequence[Word], lexique: Lexique, engine: SearchEngine) -> list[_Suspect]:
    """The suspect words for which something visible, or known to the lexique, could stand."""
    known = _words_of(lexique)
    unknown = list({word.exact: word for word in typed if word.exact not in known}.values())
    anywhere = SearchQuery(visibility=planned.query.visibility)
    counts = engine.counts([(anywhere, plan_of(word.accented, lexique)) for word in unknown])
    rare = [(word, count) for word, count in zip(unknown, counts, strict=True) if count < _RARE]
    if not rare or len(rare) > SUSPECTS_AU_PLUS:
        return []
    near = {word.exact: _near(word.exact, vocabulaire(planned.state.generation), known) for word, _ in rare}
    held = presences(engine, sorted({one.ecriture for found in near.values() for one in found}), anywhere.visibility)
    suspects = []
    for word, count in rare:
        counted = (replace(one, documents=held[one.ecriture]) for one in near[word.exact])
        seen = one_of_each_family(one for one in counted if one.documents or one.exact in known)
        if count:
            seen = [one for one in seen if one.cout <= _RARE_COST and one.documents >= _TIMES_MORE * count]
        if seen:
            suspects.append(_Suspect(word, (*seen[:_PER_WORD], *([_as_typed(word)] if count else []))))
    return suspects


def _near(exact: str, pages: Vocabulaire, lexique: Vocabulaire) -> list[Candidat]:
    """The nearest words of the pages and of the lexique together."""
    return [*pages.proches(exact)[:_LOOKED_AT], *lexique.proches(exact)[:_PER_WORD]]


def _as_typed(word: Word) -> Candidat:
    return Candidat(word.accented, word.exact, 0.0, 0)


def _attempts(planned: Planned, suspects: Sequence[_Suspect], lexique: Lexique) -> list[_Attempt]:
    """Every way to replace the suspects, the nearest first, as many as are worth counting."""
    if not suspects:
        return []
    kept = _narrowed([suspect.candidats for suspect in suspects])
    text = planned.query.text
    ways = sorted(product(*kept), key=lambda way: (sum(one.cout for one in way), -prod(one.documents for one in way)))
    attempts: dict[str, _Attempt] = {}
    for way in ways[:ESSAIS_AU_PLUS]:
        chosen = {suspect.word.exact: one for suspect, one in zip(suspects, way, strict=True)}
        rewritten = _rewritten(text, chosen)
        if rewritten != text:
            cost = sum(one.cout for one in way)
            attempts.setdefault(rewritten, _Attempt(rewritten, cost, plan_of(rewritten, lexique)))
    return list(attempts.values())


def _narrowed(choices: list[tuple[Candidat, ...]]) -> list[tuple[Candidat, ...]]:
    """Fewer candidates of each word where there are many words, so that the ways to combine them stay few."""
    most = _PER_WORD if len(choices) == 1 else max(2, round(ESSAIS_AU_PLUS ** (1 / len(choices))))
    return [(*found[:most], *(one for one in found[most:] if not one.cout)) for found in choices]


def _rewritten(text: str, chosen: dict[str, Candidat]) -> str:
    """The text with the suspect words replaced where they stand, in the case in which they were typed."""
    for word in reversed(typed_words(text)):
        put = chosen.get(word.exact)
        if put and put.exact != word.exact:
            text = text[: word.start] + _in_case_of(text[word.start : word.end], put.ecriture) + text[word.end :]
    return text


def _in_case_of(typed: str, word: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word


@lru_cache(maxsize=4)
def _words_of(lexique: Lexique) -> Vocabulaire:
    """Every word of the synonyms, the sigles and the protected words."""
    return Vocabulaire((word, 0) for word in sorted({*_phrases(lexique), *lexique.proteges}))


def _phrases(lexique: Lexique) -> Iterator[str]:
    groups: Iterable[tuple[str, ...]] = ((*groupe.phrases, *groupe.targets) for groupe in lexique.groupes)
    return (word.accented for phrases in groups for phrase in phrases for word in words(phrase))
