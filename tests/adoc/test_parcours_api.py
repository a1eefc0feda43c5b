"""The questionnaires as data, and what answers mean."""

import pytest

from acces.models import DroitsDeJeton
from adoc.models import LacuneAdoc
from tests.acces.test_tokens import jeton
from tests.factories import taxonomy

pytestmark = pytest.mark.django_db
LISTE = "/api/v3/adoc/"


def evalue(client, parcours, reponses, **headers):
    return client.post(
        f"{LISTE}{parcours.pk}/evaluation/", {"reponses": reponses}, content_type="application/json", headers=headers
    )


def test_list_names_the_parcours_with_their_profil(client, parcours):
    assert client.get(LISTE).json() == [
        {
            "id": parcours.pk,
            "titre": "A.D.O.C. des associations",
            "chapo": "",
            "profil": parcours.profil.slug,
            "url": "/adoc/adoc-des-associations/",
        }
    ]


def test_definition_is_enough_to_ask_elsewhere(client, parcours):
    told = client.get(f"{LISTE}{parcours.pk}/").json()
    assert [(one["code"], one["forme"], one["conditions"]) for one in told["questions"]] == [
        ("q1", "unique", []),
        ("q2", "echelle", [{"question": "q1", "choix": ["oui"]}]),
        ("q3", "territoire", []),
        ("q4", "domaines", []),
    ]
    assert told["questions"][0]["choix"] == [{"code": "non", "texte": "Non"}, {"code": "oui", "texte": "Oui"}]
    assert told["dimensions"] == [
        {
            "code": "dim",
            "nom": "Pilotage",
            "niveaux": [
                {"nom": "Début", "seuil": 0, "texte": "Commencez."},
                {"nom": "Suite", "seuil": 50, "texte": "Continuez."},
            ],
        }
    ]


def test_evaluation_gives_maturity_and_proposals_with_reasons(client, parcours):
    taxonomy.rhone()
    response = evalue(client, parcours, {"q1": ["oui"], "q2": ["4"], "q3": ["dep-69"], "zz": ["a"]})
    told = response.json()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert (told["posees"], told["en_attente"], told["ignorees"]) == (["q1", "q2", "q3", "q4"], None, ["zz"])
    assert told["maturite"] == [
        {"dimension": "dim", "nom": "Pilotage", "part": 88, "niveau": "Suite", "rang": 2, "texte": "Continuez."}
    ]
    columns = {one["famille"]: one for one in told["colonnes"]}
    first = columns["outil"]["propositions"][0]
    assert (first["titre"], first["raisons"]) == (
        "Le guide des alliances",
        [
            "parce que vous avez répondu « Oui » à « Avez-vous des partenaires ? »",
            "parce que vous avez répondu « Rhône » pour votre territoire",
        ],
    )
    assert columns["competence"]["propositions"] == []
    assert columns["competence"]["lacunes"] == [
        "Aucune compétence référencée dans votre territoire (Rhône) : "
        "le Comité en est informé, sans rien savoir de vous."
    ]
    evalue(client, parcours, {"q1": ["oui"], "q2": ["4"], "q3": ["dep-69"], "zz": ["a"]})
    assert list(LacuneAdoc.objects.values_list("famille", "territoire", "nombre")) == [("competence", "dep-69", 1)]


def test_evaluation_of_too_few_answers_says_what_comes_next(client, parcours):
    told = evalue(client, parcours, {}).json()
    assert (told["en_attente"], told["maturite"][0]["part"], told["maturite"][0]["niveau"]) == ("q1", None, "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"reponses": []}',
        b'{"reponses": {"q1": "oui"}}',
        b'{"reponses": {"q1": ["\\u0000"]}}',
        b'{"reponses": {"q1": ["a b"]}}',
        b'{"reponses": {"q1": [' + b'"a",' * 40 + b'"a"]}}',
        b'{"reponses": {' + b",".join(b'"q%d": ["a"]' % rank for rank in range(61)) + b"}}",
    ],
)
def test_answers_that_cannot_be_read_are_refused(client, parcours, body):
    response = client.post(f"{LISTE}{parcours.pk}/evaluation/", body, content_type="application/json")
    assert (response.status_code in (400, 422), response["Content-Type"]) == (True, "application/problem+json")


def test_parcours_that_is_not_public_is_not_there(client, parcours):
    parcours.unpublish()
    for response in (client.get(f"{LISTE}{parcours.pk}/"), evalue(client, parcours, {})):
        assert (response.status_code, response.json()["detail"]) == (404, "Aucun parcours public n’a ce numéro.")
    assert client.get(LISTE).json() == []


def test_token_without_any_right_may_have_answers_evaluated(client, parcours):
    _, headers = jeton()
    assert DroitsDeJeton.objects.get().portees == []
    assert evalue(client, parcours, {}, **headers).status_code == 200
