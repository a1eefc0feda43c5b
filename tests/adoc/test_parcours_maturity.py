"""Which questions are asked, and how far an organisation is."""

from dataclasses import replace

import pytest

from adoc.enums import FormeQuestion
from adoc.parcours.definition import ECHELLE, Choix
from adoc.parcours.maturity import mesures
from adoc.parcours.progress import etat
from tests.factories.parcours import definition, dimension, question


def codes(found):
    return [one.code for one in found]


def test_question_is_asked_once_its_conditions_hold():
    parcours = definition([question("x", 0, 1), question("y", 0, 1, si=["x.b"]), question("z", 0, 1)])
    assert codes(etat(parcours, {}).posees) == ["x", "z"]
    assert codes(etat(parcours, {"x": ("b",)}).posees) == ["x", "y", "z"]
    assert codes(etat(parcours, {"x": ("a",)}).posees) == ["x", "z"]


def test_conditions_on_one_question_are_an_or_and_on_several_an_and():
    parcours = definition([question("x", 0, 1, 2), question("y", 0, 1), question("z", 0, 1, si=["x.a", "x.b", "y.a"])])
    asked = {(x, y): "z" in codes(etat(parcours, {"x": (x,), "y": (y,)}).posees) for x in "abc" for y in "ab"}
    assert asked == {
        ("a", "a"): True,
        ("a", "b"): False,
        ("b", "a"): True,
        ("b", "b"): False,
        ("c", "a"): False,
        ("c", "b"): False,
    }


def test_answer_to_a_question_that_is_asked_no_more_counts_for_nothing():
    parcours = definition([question("x", 0, 1), question("y", 0, 1, si=["x.b"]), question("z", 0, 1, si=["y.b"])])
    where = etat(parcours, {"x": ("a",), "y": ("b",), "z": ("a",)})
    assert (codes(where.posees), where.valables) == (["x"], {"x": ("a",)})


def test_forged_answers_are_left_out():
    parcours = definition([question("x", 0, 1)])
    where = etat(parcours, {"x": ("zz",), "inconnue": ("a",)})
    assert (where.valables, where.en_attente.code, where.est_complet) == ({}, "x", False)


def test_optional_question_does_not_keep_the_result_waiting():
    assert etat(definition([question("x", 0, 1, facultative=True)]), {}).est_complet


@pytest.mark.parametrize(
    ("reponses", "part", "niveau"),
    [
        ({}, None, None),
        ({"x": ("a",)}, 0, "Dès 0"),
        ({"x": ("b",)}, 50, "Dès 50"),
        ({"x": ("c",)}, 100, "Dès 50"),
        # (3 × 2/4 + 1 × 1/3) / 4 = 45.8
        ({"x": ("b",), "y": ("a",)}, 46, "Dès 0"),
        # (3 × 2/4 + 1 × 3/3) / 4 = 62.5
        ({"x": ("b",), "y": ("a", "b")}, 63, "Dès 50"),
        # (3 × 4/4 + 1 × 1 + 1 × 3/4) / 5 = 95
        ({"x": ("c",), "y": ("a", "b"), "z": ("4",)}, 95, "Dès 50"),
    ],
)
def test_share_is_the_mean_of_the_questions_shares_by_their_weights(reponses, part, niveau):
    echelle = replace(
        question("z", forme=FormeQuestion.ECHELLE, dimension="d", facultative=True),
        choix=tuple(Choix(step, step, points) for points, step in enumerate(ECHELLE)),
    )
    parcours = definition(
        [
            question("x", 0, 2, 4, dimension="d", poids=3, facultative=True),
            question("y", 1, 2, forme=FormeQuestion.PLUSIEURS, dimension="d", facultative=True),
            echelle,
            question("autre", 0, 5, facultative=True),
        ],
        dimensions=[dimension("d", 0, 50)],
    )
    (mesure,) = mesures(parcours, etat(parcours, reponses))
    assert (mesure.part, mesure.niveau and mesure.niveau.nom) == (part, niveau)
