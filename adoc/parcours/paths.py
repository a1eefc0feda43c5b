"""The paths that visitors may take through a parcours: all of them, or a sample when there are too many. Pure.

Answers that change nothing, neither a condition nor a measure on which a proposal depends, are walked as one. So the
paths are those that may differ, not all combinations of answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, product
from math import prod
from random import Random

from adoc.enums import FormeQuestion
from adoc.parcours.definition import TERMES, Definition, Question

#: More ways than this to tick several answers are tried one by one, all together, and by chance.
SOUS_ENSEMBLES_AU_PLUS = 64
N_IMPORTE = ("*",)
Options = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Chemin:
    """One path: the questions asked, in order, and the answers that were given. () where one was passed."""

    reponses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    posees: list[Question] = field(default_factory=list)
    #: The question at which nothing can be answered.
    impasse: Question | None = None


class Explorateur:
    """Walks the paths of one parcours. `manquees` is told of each question that a path leaves out."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.options = {one.code: options_de(one, definition) for one in definition.questions}

    def tous(self) -> Iterator[Chemin]:
        """Every path, depth first. The same object each time: read it before asking for the next."""
        yield from self._suite(0, Chemin())

    def plus_que(self, nombre: int) -> bool:
        """Whether there are more paths than that."""
        if prod(max(1, len(one)) for one in self.options.values()) <= nombre:
            return False
        return next(islice(self.tous(), nombre, None), None) is not None

    def au_hasard(self, nombre: int, graine: int) -> Iterator[Chemin]:
        """`nombre` paths taken by chance, the same for the same `graine`."""
        chance = Random(graine)  # noqa: S311  a sample, not a secret
        for _ in range(nombre):
            path = Chemin()
            for question in self.definition.questions:
                if not all(condition.tient(path.reponses) for condition in question.conditions):
                    continue
                path.posees.append(question)
                options = self.options[question.code]
                if not options:
                    path.impasse = question
                    break
                given = chance.choice(options)
                if given:
                    path.reponses[question.code] = given
            yield path

    def _suite(self, rang: int, path: Chemin) -> Iterator[Chemin]:
        questions = self.definition.questions
        while rang < len(questions):
            question = questions[rang]
            if all(condition.tient(path.reponses) for condition in question.conditions):
                break
            rang += 1
        if rang == len(questions):
            yield path
            return
        path.posees.append(question)
        options = self.options[question.code]
        if not options:
            path.impasse = question
            yield path
            path.impasse = None
        for given in options:
            if given:
                path.reponses[question.code] = given
            yield from self._suite(rang + 1, path)
            path.reponses.pop(question.code, None)
        path.posees.pop()


def options_de(question: Question, definition: Definition) -> Options:
    """The answers to one question that may lead to different paths, () for none; nothing when it has no answer."""
    wanted = _demandes(question, definition)
    counts = any(one.dimension and one.dimension == question.dimension for one in definition.regles)
    # To pass a question on which nothing depends leads where any answer does.
    passed: Options = ((),) if question.facultative and (wanted or counts or not question.choix) else ()
    if question.forme in TERMES:
        return (N_IMPORTE, *((code,) for code in wanted), *(passed if wanted else ()))
    named = [one.code for one in question.choix if one.code in wanted]
    alike: dict[int, list[str]] = {}
    for choix in question.choix:
        if choix.code not in wanted:
            alike.setdefault(choix.points if counts else 0, []).append(choix.code)
    if question.forme != FormeQuestion.PLUSIEURS:
        return (*((code,) for code in named), *((codes[0],) for codes in alike.values()), *passed)
    # Several answers worth the same: only how many of them are given makes a difference.
    ways = [
        *(((), (code,)) for code in named),
        *(_prefixes(codes if counts else codes[:1]) for codes in alike.values()),
    ]
    return (*_combinaisons(ways), *passed)


def _prefixes(codes: list[str]) -> Options:
    return tuple(tuple(codes[:size]) for size in range(len(codes) + 1))


def _combinaisons(ways: list[Options]) -> Iterator[tuple[str, ...]]:
    """Every way to tick at least one answer, or some of them by chance when there are too many."""
    number = prod(len(one) for one in ways)
    if number <= SOUS_ENSEMBLES_AU_PLUS:
        every = (tuple(chain.from_iterable(parts)) for parts in product(*ways))
        yield from (one for one in every if one)
        return
    chance = Random(number)  # noqa: S311  a sample, not a secret
    yield from (one[1] for one in ways)
    yield tuple(chain.from_iterable(one[-1] for one in ways))
    for _ in range(SOUS_ENSEMBLES_AU_PLUS - len(ways) - 1):
        yield tuple(chain.from_iterable(chance.choice(one) for one in ways)) or ways[0][1]


def _demandes(question: Question, definition: Definition) -> tuple[str, ...]:
    """The answers to this question that a condition names."""
    asking = [one.conditions for one in definition.questions] + [one.conditions for one in definition.regles]
    named = {
        code
        for conditions in asking
        for condition in conditions
        if condition.question == question.code
        for code in condition.choix
    }
    return tuple(sorted(named))
