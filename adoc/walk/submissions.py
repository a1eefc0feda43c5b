"""Reads what the forms of a walk send. What is no answer is left out; what is not clear is asked again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from adoc.enums import FormeQuestion
from adoc.parcours.definition import Definition, Question
from adoc.walk.answer_links import AnswerBook
from adoc.walk.terms import (
    NamedTerm,
    domaines_by_critere,
    domaines_de,
    territoire_de,
    territoire_of_that_name,
    territoires_nommes,
)

OBLIGATOIRE = "Choisissez une réponse pour continuer."
SANS_TERRITOIRE = "Aucun territoire ne porte ce nom. Essayez le début du nom, ou le code postal."
EST_CE_LUI = "Est-ce bien ce territoire\u202f? Choisissez-le pour continuer, ou écrivez un autre nom."
LEQUEL = "Plusieurs territoires portent ce nom ou ce code : choisissez le vôtre."


@dataclass(frozen=True, slots=True)
class Envoi:
    """What was sent for one question. `erreur` is "" when it is an answer; `trouves` is what a typed name may mean."""

    reponses: tuple[str, ...]
    nom: str = ""
    trouves: tuple[NamedTerm, ...] = ()
    erreur: str = ""


@dataclass(frozen=True, slots=True)
class Champs:
    """The names of a question's fields: its own screen has one of each, the screen of all one for each question."""

    valeurs: str
    nom: str


SEULE = Champs("v", "nom")


def champs_de(question: Question) -> Champs:
    """The fields of a question on the screen of all."""
    return Champs(f"q.{question.code}", f"nom.{question.code}")


def envoi(question: Question, sent: QueryDict, champs: Champs) -> Envoi:
    """What was sent for a question; nothing at all answers one that may be passed."""
    given = tuple(sent.getlist(champs.valeurs))
    if question.forme == FormeQuestion.TERRITOIRE:
        return _territoire(question, given, sent.get(champs.nom, "").strip())
    if question.forme == FormeQuestion.DOMAINES:
        given = tuple(one.slug for one in domaines_de(given))
    else:
        given = tuple(one.code for one in question.choix if one.code in given)
        if question.forme != FormeQuestion.PLUSIEURS:
            given = given[:1]
    return Envoi(given, erreur="" if given or question.facultative else OBLIGATOIRE)


def _territoire(question: Question, given: tuple[str, ...], nom: str) -> Envoi:
    """A slug that was chosen, else what was typed: the whole name of one territoire alone, or it is asked which."""
    chosen = territoire_de(given) if given else None
    if chosen and (not nom or nom == chosen.nom):
        return Envoi((chosen.slug,))
    if not nom:
        return Envoi((), erreur="" if question.facultative else OBLIGATOIRE)
    if meant := territoire_of_that_name(nom):
        return Envoi((meant,))
    found = tuple(territoires_nommes(nom))
    asked = LEQUEL if len(found) > 1 else EST_CE_LUI
    return Envoi((), nom, found, asked if found else SANS_TERRITOIRE)


def tout_envoye(definition: Definition, carnet: AnswerBook, sent: QueryDict) -> tuple[AnswerBook, dict[str, Envoi]]:
    """The answers with what the screen of all says, where a question was shown; what was typed and is not clear."""
    unclear = {}
    for question in definition.questions:
        if f"vu.{question.code}" not in sent:
            continue
        one = envoi(question, sent, champs_de(question))
        if one.nom:
            unclear[question.code] = one
        carnet = carnet.avec(question.code, one.reponses)
    return carnet, unclear


def saisie(question: Question, given: Iterable[str], sent: Envoi | None = None) -> dict[str, Any]:
    """What the field of a question shows: what is chosen, the terms among which one chooses, what was not clear."""
    given = tuple(given)
    shown: dict[str, Any] = {"choisis": given}
    if question.forme == FormeQuestion.TERRITOIRE:
        shown["territoire"] = territoire_de(given) if given else None
    elif question.forme == FormeQuestion.DOMAINES:
        shown["criteres"] = domaines_by_critere()
    if sent:
        shown |= {"nom": sent.nom, "trouves": sent.trouves, "erreur": sent.erreur}
    return shown
