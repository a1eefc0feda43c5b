"""The five parcours of the demo are sound, and stay short; whatever breaks one of their paths is found."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoc.enums import GenreDefaut
from adoc.models import ParcoursAdoc
from adoc.parcours.definition import TERMES, conditions_de, definition_de
from adoc.parcours.verification import verify
from demo.content.files import read_content
from demo.content.questionnaires import enfants_du_questionnaire
from taxonomy.enums import Famille
from taxonomy.models import Nature
from tests.drawn import examples


def definitions():
    """The demo's parcours, without a database: pages are numbers."""
    numbers = count(1)
    contenu = read_content()
    pages = {fiche["slug"]: next(numbers) for fiches in contenu.values() for fiche in fiches if "slug" in fiche}
    natures = {
        slug: Nature(pk=rang, slug=slug)
        for rang, slug in enumerate(["mooc", "formation", "accompagnement", "recherche"])
    }
    found = []
    for fiche in contenu["questionnaire"]:
        page = ParcoursAdoc(content_type_id=1, title=fiche["titre"], **enfants_du_questionnaire(fiche, pages, natures))
        found.append(definition_de(page))
    return found


PARCOURS = definitions()
NOMS = [one.titre for one in PARCOURS]


def controle(parcours):
    return verify(parcours, publiques={one.cible for one in parcours.regles if one.cible is not None})


@pytest.mark.parametrize("parcours", PARCOURS, ids=NOMS)
def test_parcours_of_the_demo_is_sound_and_short(parcours):
    report = controle(parcours)
    assert (report.defauts, report.echantillon, 8 <= report.plus_long <= 12) == ((), False, True)
    assert 8 <= len(parcours.questions) <= 12


def avec(parcours, rang, **champs):
    questions = list(parcours.questions)
    questions[rang] = replace(questions[rang], **champs)
    return replace(parcours, questions=tuple(questions))


@st.composite
def casses(draw):
    """A parcours of the demo with one thing broken, and what must be found."""
    parcours = draw(st.sampled_from(PARCOURS))
    genre = draw(st.sampled_from(["plus tard", "disparue", "exclusives", "sans réponse", "colonne", "non publiée"]))
    rang = draw(st.integers(0, len(parcours.questions) - 2))
    chosen = [one for one in parcours.questions if one.forme not in TERMES and one.choix]
    if genre == "plus tard":
        later = draw(st.sampled_from([one for one in chosen if one.rang > rang] or chosen[-1:]))
        rang = min(rang, later.rang - 1)
        code = draw(st.sampled_from(sorted(later.codes)))
        return avec(parcours, rang, conditions=conditions_de([f"{later.code}.{code}"])), GenreDefaut.INATTEIGNABLE, rang
    if genre == "disparue":
        return avec(parcours, rang, conditions=conditions_de(["disparue.x"])), GenreDefaut.INATTEIGNABLE, rang
    if genre == "exclusives":
        asked = next(one for one in parcours.questions if one.conditions)
        (condition,) = asked.conditions
        other = parcours.question(condition.question)
        wrong = sorted(other.codes - condition.choix)[0]
        last = parcours.questions[-1]
        if last.code == asked.code:
            last = replace(last, code="ajoutee", rang=last.rang + 1, conditions=())
            parcours = replace(parcours, questions=(*parcours.questions, last))
        by_asked = sorted(asked.codes)[0]
        conditions = conditions_de([f"{other.code}.{wrong}", f"{asked.code}.{by_asked}"])
        return avec(parcours, last.rang, conditions=conditions), GenreDefaut.CONTRADICTOIRE, last.rang
    if genre == "sans réponse":
        one = draw(st.sampled_from([one for one in chosen if not one.facultative]))
        # What depends on its answers would be found as well.
        return avec(parcours, one.rang, choix=()), GenreDefaut.IMPASSE, one.rang
    if genre == "colonne":
        famille = draw(st.sampled_from(list(Famille)))
        kept = tuple(one for one in parcours.regles if one.famille != famille)
        return replace(parcours, regles=kept), GenreDefaut.SANS_FAMILLE, 0
    rules = list(parcours.regles)
    place = draw(st.sampled_from([one.rang for one in rules if one.cible is not None]))
    rules[place] = replace(rules[place], cible=-1)
    return replace(parcours, regles=tuple(rules)), GenreDefaut.NON_PUBLIEE, place


@given(casses())
@examples(short=20, long=600)
def test_whatever_breaks_a_path_is_found_at_its_place(broken):
    parcours, genre, rang = broken
    publiques = {one.cible for one in parcours.regles if one.cible not in (None, -1)}
    found = {(one.genre, one.rang) for one in verify(parcours, publiques=publiques).bloquants}
    assert (genre, rang) in found
