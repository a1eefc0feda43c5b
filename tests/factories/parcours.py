"""Parcours as plain values, for tests of what they mean; and a page that holds one."""

from dataclasses import replace

from adoc.enums import FormeQuestion
from adoc.models import (
    ChoixAdoc,
    ConditionAdoc,
    ConditionDeRegle,
    DimensionAdoc,
    NiveauAdoc,
    ParcoursAdoc,
    QuestionAdoc,
    RegleAdoc,
)
from adoc.parcours.definition import Choix, Definition, Dimension, MaturityLevel, Question, Regle, conditions_de
from taxonomy.enums import Famille


def choix(*points):
    """Answers « a », « b » …, worth so many points."""
    return tuple(Choix("abcdefgh"[rang], f"Réponse {'abcdefgh'[rang]}", some) for rang, some in enumerate(points))


def question(code, *points, forme=FormeQuestion.UNIQUE, si=(), facultative=False, dimension="", poids=1):
    return Question(
        code=code,
        rang=0,
        chapitre="",
        texte=f"Question {code}",
        aide="",
        forme=forme,
        facultative=facultative,
        dimension=dimension,
        poids=poids,
        choix=choix(*points),
        conditions=conditions_de(si),
    )


def regle(famille, *, code="", cible=None, si=(), dimension="", plafond=100, **autres):
    return Regle(
        code=code,
        rang=0,
        famille=famille,
        cible=cible,
        mots=autres.get("mots", ""),
        nature=autres.get("nature", ""),
        selon_territoire=autres.get("selon_territoire", False),
        selon_domaines=autres.get("selon_domaines", False),
        pour_le_profil=autres.get("pour_le_profil", False),
        nombre=autres.get("nombre", 3),
        conditions=conditions_de(si),
        dimension=dimension,
        plafond=plafond,
    )


def definition(questions, regles=None, dimensions=(), revision=1):
    """A parcours; without rules of its own it proposes one page in each column, 1, 2 and 3."""
    if regles is None:
        regles = [regle(famille, cible=page) for page, famille in enumerate(Famille, start=1)]
    return Definition(
        page=7,
        revision=revision,
        titre="Parcours",
        profil="associations",
        profil_nom="Associations",
        dimensions=tuple(dimensions),
        questions=tuple(replace(one, rang=rang) for rang, one in enumerate(questions)),
        regles=tuple(replace(one, rang=rang, code=one.code or f"r{rang}") for rang, one in enumerate(regles)),
    )


def dimension(code="d", *seuils):
    return Dimension(
        code, f"Dimension {code}", tuple(MaturityLevel(f"Dès {seuil}", seuil, "") for seuil in seuils or (0, 50))
    )


def page(parent, profil, **champs):
    """A questionnaire of two questions that proposes `cibles`, by family."""
    cibles = champs.pop("cibles", {})
    one = ParcoursAdoc(title=champs.pop("title", "A.D.O.C. des associations"), profil=profil, **champs)
    one.dimensions = [
        DimensionAdoc(
            code="dim",
            nom="Pilotage",
            sort_order=0,
            niveaux=[
                NiveauAdoc(nom="Début", seuil=0, texte="Commencez.", sort_order=0),
                NiveauAdoc(nom="Suite", seuil=50, texte="Continuez.", sort_order=1),
            ],
        )
    ]
    one.questions_adoc = [
        QuestionAdoc(
            code="q1",
            texte="Avez-vous des partenaires ?",
            dimension="dim",
            sort_order=0,
            choix=[
                ChoixAdoc(code="non", texte="Non", points=0, sort_order=0),
                ChoixAdoc(code="oui", texte="Oui", points=3, sort_order=1),
            ],
        ),
        QuestionAdoc(
            code="q2",
            texte="Sont-ils nombreux ?",
            forme=FormeQuestion.ECHELLE,
            dimension="dim",
            sort_order=1,
            conditions=[ConditionAdoc(reponse="q1.oui", sort_order=0)],
        ),
        QuestionAdoc(
            code="q3", texte="Où agissez-vous ?", forme=FormeQuestion.TERRITOIRE, facultative=True, sort_order=2
        ),
        QuestionAdoc(code="q4", texte="Quels domaines ?", forme=FormeQuestion.DOMAINES, facultative=True, sort_order=3),
    ]
    one.regles = [
        RegleAdoc(code="rd", famille=Famille.DONNEE, cible=cibles.get(Famille.DONNEE), sort_order=0),
        RegleAdoc(
            code="ro",
            famille=Famille.OUTIL,
            cible=cibles.get(Famille.OUTIL),
            sort_order=1,
            conditions=[ConditionDeRegle(reponse="q1.oui", sort_order=0)],
        ),
        RegleAdoc(code="rs", famille=Famille.OUTIL, pour_le_profil=False, sort_order=2),
        RegleAdoc(code="rc", famille=Famille.COMPETENCE, sort_order=3),
    ]
    return parent.add_child(instance=one)


def porte(accueil):
    """The page that opens the A.D.O.C."""
    return accueil.add_child(instance=ParcoursAdoc(title="Commencer mon A.D.O.C.", slug="adoc"))
