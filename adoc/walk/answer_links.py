"""A visitor's answers, carried in the address of a page. Nothing is kept on the server.

They are signed, so that nobody can make up answers and show them to somebody else as a result of this site.

A link works for as long as its parcours exists. It says which revision was answered; when the parcours has changed
since, the visitor is told what became of each answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core import signing

from adoc.parcours.definition import TERMES, VALEURS_AU_PLUS, Definition, Reponses

SEL = "adoc.reponses"
LONGUEUR_AU_PLUS = 4000


class LienIllisibleError(Exception):
    """The link was cut or changed on its way."""


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """Answers, the questions that were passed, and the revision that they were given for."""

    page: int
    revision: int
    reponses: Reponses = field(default_factory=dict)
    passees: frozenset[str] = frozenset()

    def avec(self, question: str, given: Iterable[str]) -> "AnswerBook":
        """The same with another answer to one question; none at all says that it was passed."""
        kept = tuple(dict.fromkeys(given))[:VALEURS_AU_PLUS]
        others = {code: one for code, one in self.reponses.items() if code != question}
        passed = self.passees - {question}
        if kept:
            return AnswerBook(self.page, self.revision, {**others, question: kept}, passed)
        return AnswerBook(self.page, self.revision, others, passed | {question})

    def a_vu(self, question: str) -> bool:
        """Whether the question was answered or passed."""
        return question in self.reponses or question in self.passees


def carnet_vierge(definition: Definition) -> AnswerBook:
    """No answer yet."""
    return AnswerBook(definition.page, definition.revision)


def write_answers(carnet: AnswerBook) -> str:
    """The answers as a part of an address."""
    answers = {code: list(given) for code, given in carnet.reponses.items()}
    told = [carnet.page, carnet.revision, answers, sorted(carnet.passees)]
    return signing.dumps(told, salt=SEL, compress=True)


def read_answers(text: str, definition: Definition) -> AnswerBook:
    """The answers of an address; none for an empty one. Raises LienIllisibleError."""
    if not text:
        return carnet_vierge(definition)
    if len(text) > LONGUEUR_AU_PLUS:
        raise LienIllisibleError
    try:
        page, revision, answers, passed = signing.loads(text, salt=SEL)
        found = AnswerBook(
            int(page),
            int(revision),
            {str(code): tuple(map(str, given)) for code, given in answers.items()},
            frozenset(map(str, passed)),
        )
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as exc:
        raise LienIllisibleError from exc
    if found.page != definition.page:
        raise LienIllisibleError
    return found


@dataclass(frozen=True, slots=True)
class Transposition:
    """What of earlier answers no longer means anything: how many, and to which questions that are still asked."""

    perdues: int
    questions: tuple[str, ...]


def transposed(carnet: AnswerBook, definition: Definition) -> tuple[AnswerBook, Transposition | None]:
    """The answers for the parcours as it is now, and what was lost; None when it has not changed, or nothing was."""
    if carnet.revision == definition.revision:
        return carnet, None
    kept: dict[str, tuple[str, ...]] = {}
    lost, questions = 0, []
    for code, given in carnet.reponses.items():
        question = definition.question(code)
        if question is None:
            lost += 1
            continue
        still = given if question.forme in TERMES else tuple(one for one in given if one in question.codes)
        if len(still) < len(given):
            lost += 1
            questions.append(question.texte)
        if still:
            kept[code] = still
    passed = frozenset(code for code in carnet.passees if definition.question(code))
    now = AnswerBook(definition.page, definition.revision, kept, passed)
    return now, Transposition(lost, tuple(questions)) if lost else None
