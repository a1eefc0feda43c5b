"""Which questions a visitor meets, given what was answered. Pure.

A question is asked when its conditions hold by the answers to questions that are asked themselves and come before it:
an answer to a question that is asked no more counts for nothing, but is kept, should the visitor change his mind back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adoc.parcours.definition import TERMES, Definition, Question, Reponses


@dataclass(frozen=True, slots=True)
class Etat:
    """Where a visitor stands. `posees`: the questions asked of him; `valables`: the answers that count."""

    posees: tuple[Question, ...]
    valables: dict[str, tuple[str, ...]]

    @property
    def en_attente(self) -> Question | None:
        """The first question that needs an answer and has none."""
        return next((one for one in self.posees if not one.facultative and one.code not in self.valables), None)

    @property
    def est_complet(self) -> bool:
        return self.en_attente is None

    def apres(self, question: Question) -> Question | None:
        """The question that comes after this one."""
        return next((one for one in self.posees if one.rang > question.rang), None)

    def avant(self, question: Question) -> Question | None:
        """The question that comes before this one."""
        return next((one for one in reversed(self.posees) if one.rang < question.rang), None)


def etat(definition: Definition, reponses: Reponses) -> Etat:
    """Walk the questions in order with these answers."""
    posees: list[Question] = []
    valables: dict[str, tuple[str, ...]] = {}
    for question in definition.questions:
        if all(condition.tient(valables) for condition in question.conditions):
            posees.append(question)
            given = tuple(_valides(question, reponses.get(question.code, ())))
            if given:
                valables[question.code] = given
    return Etat(tuple(posees), valables)


def _valides(question: Question, given: tuple[str, ...]) -> Iterator[str]:
    """The answers that this question takes: terms are checked where they are read."""
    if question.forme in TERMES:
        yield from given
    else:
        yield from (one for one in given if one in question.codes)
