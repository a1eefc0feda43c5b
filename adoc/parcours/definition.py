"""A parcours as plain values: what a page holds, live or draft, read once; everything else here is pure.

Answers are a mapping from a question's code to what was answered: codes of choices, "1" to "5" on a scale, slugs of a
territoire or of domaines. A question that was passed has no entry.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from adoc.enums import FormeQuestion
from taxonomy.enums import Famille

Reponses = Mapping[str, tuple[str, ...]]
VALEURS_AU_PLUS = 40
ECHELLE = ("1", "2", "3", "4", "5")
#: Forms whose answers are terms of the site, not choices of the parcours.
TERMES = frozenset({FormeQuestion.TERRITOIRE, FormeQuestion.DOMAINES})


@dataclass(frozen=True, slots=True)
class Choix:
    """One answer that may be given, and what it is worth."""

    code: str
    texte: str
    points: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Answers to one question, one of which is enough."""

    question: str
    choix: frozenset[str]

    def tient(self, reponses: Reponses) -> bool:
        """Whether one of them was given."""
        return not self.choix.isdisjoint(reponses.get(self.question, ()))


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `conditions` must all hold for it to be asked. `rang` counts from 0."""

    code: str
    rang: int
    chapitre: str
    texte: str
    aide: str
    forme: FormeQuestion
    facultative: bool
    dimension: str
    poids: int
    choix: tuple[Choix, ...]
    conditions: tuple[Condition, ...]
    du_moins: str = ""
    au_plus: str = ""
    #: Points by answer, and the most that may be had: the best answer, or all of them where several may be given.
    points: Mapping[str, int] = field(init=False, compare=False, repr=False)
    maximum: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        points = {one.code: one.points for one in self.choix}
        several = self.forme == FormeQuestion.PLUSIEURS
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "maximum", sum(points.values()) if several else max(points.values(), default=0))

    @property
    def codes(self) -> frozenset[str]:
        """The codes of its answers; none where answers are terms."""
        return frozenset(one.code for one in self.choix)


@dataclass(frozen=True, slots=True)
class MaturityLevel:
    """A level, from `seuil` percent of the points on."""

    nom: str
    seuil: int
    texte: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is situated; its levels go up."""

    code: str
    nom: str
    niveaux: tuple[MaturityLevel, ...]


@dataclass(frozen=True, slots=True)
class Regle:
    """What is proposed: the page `cible`, or a search. `dimension` and `plafond` (percent) go together."""

    code: str
    rang: int
    famille: Famille
    cible: int | None
    mots: str
    nature: str
    selon_territoire: bool
    selon_domaines: bool
    pour_le_profil: bool
    nombre: int
    conditions: tuple[Condition, ...]
    dimension: str = ""
    plafond: int = 100


@dataclass(frozen=True, slots=True)
class Definition:
    """The whole parcours. `revision` is that of the page which it was read from, 0 for one that was never saved."""

    page: int
    revision: int
    titre: str
    profil: str
    profil_nom: str
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    regles: tuple[Regle, ...]

    def question(self, code: str) -> Question | None:
        """The question of that code."""
        return next((one for one in self.questions if one.code == code), None)


class Questionnaire(Protocol):
    """What a definition is read from: a page of the A.D.O.C., live or draft, with its children in memory."""

    pk: int
    live_revision_id: int | None
    title: str
    profil: Any
    dimensions: Any
    questions_adoc: Any
    regles: Any


def definition_de(page: Questionnaire) -> Definition:
    """What the page says, as it is in memory: children of a draft included."""
    profil = page.profil
    return Definition(
        page=page.pk or 0,
        revision=page.live_revision_id or 0,
        titre=page.title,
        profil=profil.slug if profil else "",
        profil_nom=profil.nom if profil else "",
        dimensions=tuple(_dimension(one) for one in page.dimensions.all()),
        questions=tuple(_question(one, rang) for rang, one in enumerate(page.questions_adoc.all())),
        regles=tuple(_regle(one, rang) for rang, one in enumerate(page.regles.all())),
    )


def conditions_de(attendues: Iterable[str]) -> tuple[Condition, ...]:
    """Conditions from answers written « question.réponse », gathered by question in the order of the first."""
    by_question: dict[str, set[str]] = defaultdict(set)
    for attendue in attendues:
        question, _, choix = attendue.partition(".")
        by_question[question].add(choix)
    return tuple(Condition(question, frozenset(choix)) for question, choix in by_question.items())


def _dimension(one: Any) -> Dimension:
    niveaux = sorted((MaturityLevel(n.nom, n.seuil or 0, n.texte) for n in one.niveaux.all()), key=lambda n: n.seuil)
    return Dimension(one.code, one.nom, tuple(niveaux))


def _question(one: Any, rang: int) -> Question:
    forme = FormeQuestion(one.forme)
    choix = tuple(Choix(c.code, c.texte, c.points) for c in one.choix.all())
    if forme == FormeQuestion.ECHELLE:
        choix = tuple(Choix(step, step, points) for points, step in enumerate(ECHELLE))
    elif forme in TERMES:
        choix = ()
    return Question(
        code=one.code,
        rang=rang,
        chapitre=one.chapitre,
        texte=one.texte,
        aide=one.aide,
        forme=forme,
        facultative=one.facultative,
        dimension=one.dimension,
        poids=one.poids,
        choix=choix,
        conditions=conditions_de(c.reponse for c in one.conditions.all()),
        du_moins=one.du_moins,
        au_plus=one.au_plus,
    )


def _regle(one: Any, rang: int) -> Regle:
    return Regle(
        code=one.code,
        rang=rang,
        famille=Famille(one.famille),
        cible=one.cible_id,
        mots=one.mots,
        nature=one.nature.slug if one.nature else "",
        selon_territoire=one.selon_territoire,
        selon_domaines=one.selon_domaines,
        pour_le_profil=one.pour_le_profil,
        nombre=one.nombre,
        conditions=conditions_de(c.reponse for c in one.conditions.all()),
        dimension=one.dimension,
        plafond=100 if one.plafond is None else one.plafond,
    )
