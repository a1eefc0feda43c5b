"""The one form of a refusal."""

import json

import pytest

from ground.problems import Refusal, parameters_refused, unprocessable, wrong


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (wrong("tri", "Non."), {"type": "value", "loc": ["query", "tri"], "msg": "Non."}),
        (
            wrong("tri", "Non.", ("a", "b"), kind="unknown", place="path"),
            {"type": "unknown", "loc": ["path", "tri"], "msg": "Non.", "ctx": {"permis": ["a", "b"]}},
        ),
        (wrong("", "Non.", place="body"), {"type": "value", "loc": ["body"], "msg": "Non."}),
    ],
)
def test_error_has_its_kind_its_place_and_what_is_allowed(made, expected):
    assert made == expected


def test_single_error_is_the_sentence_of_the_refusal():
    one, two = wrong("a", "Premier."), wrong("b", "Second.")
    told = [json.loads(unprocessable(errors).content)["detail"] for errors in ([one], [one, two])]
    assert told == ["Premier.", "Une valeur ne convient pas : « errors » dit laquelle, et ce qui est permis."]


def test_parameters_are_refused_in_the_form_of_now_and_of_before():
    response = parameters_refused([Refusal("etat", "x", "Inconnu.", ("ok",), "unknown"), Refusal("page", "", "Non.")])
    assert response.status_code == 422
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Paramètres à corriger",
        "status": 422,
        "detail": "Inconnu.; Non.",
        "errors": [
            {"type": "unknown", "loc": ["query", "etat"], "msg": "Inconnu.", "ctx": {"permis": ["ok"]}},
            {"type": "value", "loc": ["query", "page"], "msg": "Non."},
        ],
        "erreurs": [
            {"parametre": "etat", "valeur": "x", "message": "Inconnu.", "permis": ["ok"]},
            {"parametre": "page", "valeur": "", "message": "Non.", "permis": []},
        ],
    }
