"""Finds what is wrong with a parcours by walking it as visitors may. Pure. Each fault has the answers that lead to it.

`verify` walks every path when there are a hundred thousand at most; beyond that it takes as many by chance, and the
report says so.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from adoc.enums import FormeQuestion, GenreDefaut
from adoc.parcours.definition import TERMES, Condition, Definition, Question, Regle
from adoc.parcours.maturity import Maturity, mesures
from adoc.parcours.paths import Chemin, Explorateur
from adoc.parcours.progress import Etat
from adoc.parcours.proposals import applicables
from taxonomy.enums import Famille

CHEMINS_AU_PLUS = 100_000
QUESTIONS_AU_PLUS = 12
GRAINE = 17


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One answer of a path, in words."""

    question: str
    reponse: str


@dataclass(frozen=True, slots=True)
class Defaut:
    """One fault. `panneau` and `rang` say where the editor mends it; `chemin` are the answers that show it."""

    genre: GenreDefaut
    phrase: str
    chemin: tuple[WalkStep, ...] = ()
    panneau: str = "questions_adoc"
    rang: int = 0

    @property
    def est_bloquant(self) -> bool:
        return self.genre.est_bloquant


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """All faults, the blocking ones first. `chemins`: how many were walked; `echantillon`: whether by chance."""

    defauts: tuple[Defaut, ...]
    chemins: int
    echantillon: bool
    plus_long: int

    @property
    def bloquants(self) -> tuple[Defaut, ...]:
        return tuple(one for one in self.defauts if one.est_bloquant)


@dataclass(slots=True)
class _Vu:
    """What the paths have shown so far; paths in words are made once for each fault."""

    chemins: int = 0
    plus_long: int = 0
    posees: set[str] = field(default_factory=set)
    regles: dict[str, tuple[WalkStep, ...]] = field(default_factory=dict)
    impasses: dict[str, tuple[WalkStep, ...]] = field(default_factory=dict)
    sans: dict[Famille, tuple[WalkStep, ...]] = field(default_factory=dict)
    #: For a question never met: how many of its conditions held at most, and by which answers.
    proches: dict[str, tuple[int, tuple[WalkStep, ...]]] = field(default_factory=dict)
    tenues: dict[str, set[Condition]] = field(default_factory=dict)


def verify(
    definition: Definition,
    *,
    publiques: Collection[int],
    cassees: Collection[int] = (),
    steriles: Collection[str] = (),
    au_plus: int = CHEMINS_AU_PLUS,
) -> VerificationReport:
    """The report. `publiques`, `cassees`: of the proposed pages, those that visitors see, and whose link is broken.

    `steriles`: the codes of rules whose search finds nothing anywhere.
    """
    if not definition.questions:
        return VerificationReport((Defaut(GenreDefaut.VIDE, "Ce parcours n’a pas encore de question."),), 0, False, 0)
    explorateur = Explorateur(definition)
    seen = _Vu()
    sample = explorateur.plus_que(au_plus)
    _observe(explorateur.au_hasard(au_plus, GRAINE) if sample else explorateur.tous(), definition, publiques, seen)
    faults = [
        *_questions(definition, seen),
        *_colonnes(seen),
        *_propositions(definition, seen, publiques, cassees, steriles),
        *_niveaux(definition),
        *_longueur(seen),
    ]
    return VerificationReport(
        tuple(sorted(faults, key=lambda one: not one.est_bloquant)), seen.chemins, sample, seen.plus_long
    )


def _observe(paths: Iterable[Chemin], definition: Definition, publiques: Collection[int], seen: _Vu) -> None:
    """Note what the paths show."""
    measured: dict[tuple[tuple[str, ...], ...], tuple[Maturity, ...]] = {}
    scored = [one for one in definition.questions if one.dimension]
    for path in paths:
        seen.chemins += 1
        seen.plus_long = max(seen.plus_long, len(path.posees))
        met = {one.code for one in path.posees}
        seen.posees |= met
        if path.impasse:
            seen.impasses.setdefault(path.impasse.code, en_mots(path, jusqu_a=path.impasse))
            continue
        _manquees(path, met, definition, seen)
        where = Etat(tuple(path.posees), path.reponses)
        key = tuple(path.reponses.get(one.code, ()) for one in scored)
        if key not in measured:
            measured[key] = mesures(definition, where)
        given = set()
        for regle in applicables(definition, where, measured[key]):
            if regle.code not in seen.regles:
                seen.regles[regle.code] = en_mots(path)
            if regle.cible is None or regle.cible in publiques:
                given.add(regle.famille)
        for famille in Famille:
            if famille not in given and famille not in seen.sans:
                seen.sans[famille] = en_mots(path)


def _manquees(path: Chemin, met: Collection[str], definition: Definition, seen: _Vu) -> None:
    """For the questions that no path has met yet, how near this one comes."""
    for question in definition.questions:
        if question.code in seen.posees or question.code in met:
            continue
        before = {code: given for code, given in path.reponses.items() if _precede(definition, code, question)}
        held = {condition for condition in question.conditions if condition.tient(before)}
        seen.tenues.setdefault(question.code, set()).update(held)
        if question.code not in seen.proches or len(held) > seen.proches[question.code][0]:
            seen.proches[question.code] = (len(held), en_mots(path, jusqu_a=question))


def _precede(definition: Definition, code: str, question: Question) -> bool:
    other = definition.question(code)
    return other is not None and other.rang < question.rang


def _questions(definition: Definition, seen: _Vu) -> Iterator[Defaut]:
    for question in definition.questions:
        if question.code in seen.impasses:
            phrase = f"« {question.texte} » attend une réponse et n’en propose aucune : on ne peut pas continuer."
            yield Defaut(GenreDefaut.IMPASSE, phrase, seen.impasses[question.code], rang=question.rang)
        if question.code in seen.posees:
            continue
        held = seen.tenues.get(question.code, set())
        path = seen.proches.get(question.code, (0, ()))[1]
        never = [one for one in question.conditions if one not in held]
        if never:
            phrase = f"« {question.texte} » n’est jamais posée : {_pourquoi(never[0], question, definition)}."
            yield Defaut(GenreDefaut.INATTEIGNABLE, phrase, path, rang=question.rang)
        else:
            phrase = f"« {question.texte} » n’est jamais posée : ses conditions ne tiennent jamais ensemble."
            yield Defaut(GenreDefaut.CONTRADICTOIRE, phrase, path, rang=question.rang)


def _pourquoi(condition: Condition, question: Question, definition: Definition) -> str:
    """Why a condition never holds."""
    other = definition.question(condition.question)
    if other is None:
        return "la question dont elle dépend n’existe plus"
    if other.rang >= question.rang:
        return f"elle dépend de « {other.texte} », qui vient après elle"
    if other.forme not in TERMES and condition.choix.isdisjoint(other.codes):
        return f"la réponse attendue à « {other.texte} » n’existe plus"
    return f"personne ne donne la réponse attendue à « {other.texte} »"


def _colonnes(seen: _Vu) -> Iterator[Defaut]:
    for famille, path in seen.sans.items():
        phrase = f"Un visiteur qui répond ainsi n’aurait rien dans la colonne {famille.pluriel}."
        yield Defaut(GenreDefaut.SANS_FAMILLE, phrase, path, panneau="regles")


def _propositions(
    definition: Definition,
    seen: _Vu,
    publiques: Collection[int],
    cassees: Collection[int],
    steriles: Collection[str],
) -> Iterator[Defaut]:
    for regle in definition.regles:
        place = f"La proposition {regle.rang + 1}"
        path = seen.regles.get(regle.code, ())
        for genre, holds, phrase in (
            (GenreDefaut.JAMAIS, regle.code not in seen.regles, f"{place} n’est faite à personne."),
            (GenreDefaut.NON_PUBLIEE, _absente(regle, publiques), f"{place} mène à une page qui n’est pas publiée."),
            (GenreDefaut.LIEN_CASSE, regle.cible in cassees, f"{place} mène à une page dont le lien ne répond plus."),
            (GenreDefaut.SANS_RESULTAT, regle.code in steriles, f"{place} est une recherche qui ne trouve rien."),
        ):
            if holds:
                yield Defaut(genre, phrase, path, panneau="regles", rang=regle.rang)


def _absente(regle: Regle, publiques: Collection[int]) -> bool:
    return regle.cible is not None and regle.cible not in publiques


def _niveaux(definition: Definition) -> Iterator[Defaut]:
    for rang, dimension in enumerate(definition.dimensions):
        if not dimension.niveaux or dimension.niveaux[0].seuil > 0:
            phrase = f"La dimension « {dimension.nom} » n’a pas de niveau qui commence à 0 %."
            yield Defaut(GenreDefaut.NIVEAUX, phrase, panneau="dimensions", rang=rang)


def _longueur(seen: _Vu) -> Iterator[Defaut]:
    if seen.plus_long > QUESTIONS_AU_PLUS:
        phrase = f"Un visiteur peut rencontrer {seen.plus_long} questions : {QUESTIONS_AU_PLUS} suffisent."
        yield Defaut(GenreDefaut.LONG, phrase)


def en_mots(path: Chemin, *, jusqu_a: Question | None = None) -> tuple[WalkStep, ...]:
    """The answers of a path as an editor reads them, up to a question."""
    shown = [one for one in path.posees if jusqu_a is None or one.rang < jusqu_a.rang]
    return tuple(WalkStep(one.texte, _reponse(one, path.reponses.get(one.code, ()))) for one in shown)


def _reponse(question: Question, given: tuple[str, ...]) -> str:
    if not given:
        return "(passée)"
    if question.forme in TERMES:
        return "(n’importe laquelle)"
    if question.forme == FormeQuestion.ECHELLE:
        return f"{given[0]} sur 5"
    words = {one.code: one.texte for one in question.choix}
    return ", ".join(words.get(one, one) for one in given)
