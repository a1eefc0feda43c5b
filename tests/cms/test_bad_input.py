"""What strangers send to any address: an answer with a sentence, never an error of ours."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.api.wagtail_facts import OPERATIONS
from cms.api.writes import A_COTE_DE_LA_RACINE, PAS_UN_NUMERO, PAS_UN_OBJET, RACINE, refused_write
from tests.factories import pages

pytestmark = pytest.mark.django_db
PERMIS_DE_DETAIL = ["rich_text_format", "site", "version"]


@pytest.fixture
def arbre():
    return pages.arbre()


def problem_of(response):
    """What the refusal says, in French; what all refusals have beside it is tried in test_api_answers.py."""
    assert response["Content-Type"] == "application/problem+json"
    return {key: value for key, value in response.json().items() if key not in ("title_en", "detail_en", "instance")}


def problem_of_bytes(response):
    return json.loads(response.content)


@pytest.mark.parametrize("path", ["/%00", "/comprendre/%00/", "/static/%00", "/recherche/%00"])
def test_page_at_an_unreadable_address_is_not_found_and_says_why(client, path):
    response = client.get(path)
    assert (response.status_code, "Cette adresse est illisible" in response.content.decode()) == (404, True)


def test_api_at_an_unreadable_address_answers_in_its_own_format(client):
    response = client.get("/api/v3/pages/%00/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("query", ["offset=99999999999999999999999", "limit=abc", "offset=-1", "type=%00", "slug=%00"])
def test_value_that_the_api_cannot_use_is_a_422(client, query):
    response = client.get(f"/api/v3/pages/?{query}")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("number", [2**63, 10**39])
def test_parcours_of_a_number_that_no_row_can_have_is_unknown(client, number):
    evaluated = client.post(f"/api/v3/adoc/{number}/evaluation/", {"reponses": {}}, content_type="application/json")
    assert (evaluated.status_code, client.get(f"/api/v3/adoc/{number}/").status_code) == (404, 404)


def test_documentation_of_the_api_asks_nothing_of_another_site(client):
    html = client.get("/api/v3/docs/").content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert sources
    assert [one for one in sources if not one.startswith(settings.STATIC_URL)] == []


def test_search_takes_two_thousand_parameters(client):
    query = "&".join(f"p{number}=1" for number in range(2_000))
    response = client.get(f"/api/v3/recherche/?{query}")
    assert response.status_code in {422, 503}


def test_parameter_that_a_page_does_not_know_is_refused_with_those_it_knows(client, arbre):
    told = problem_of(client.get(f"/api/v3/pages/{arbre.agir.pk}/?inconnu=1"))
    phrase = "Le paramètre « inconnu » n’existe pas."
    assert told == {
        "type": "about:blank",
        "title": "Paramètres à corriger",
        "status": 422,
        "detail": phrase,
        "errors": [
            {"type": "unknown", "loc": ["query", "inconnu"], "msg": phrase, "ctx": {"permis": PERMIS_DE_DETAIL}}
        ],
    }


@pytest.mark.parametrize(
    ("query", "phrase"),
    [
        ("limit=101", "Pas plus de 100 à la fois."),
        ("limit=abc", "Il faut un nombre entier."),
        ("offset=-1", "Il faut au moins 0."),
        ("limit=1&limit=2", "« limit » ne se donne qu’une fois."),
        ("annee=2024", "Le paramètre « annee » n’existe pas."),
        ("order=bogus", "On ne trie pas par « bogus »."),
        ("title=%00", "Cette valeur ne convient pas à ce champ."),
        ("child_of=999999", "Rien ne porte cette valeur."),
        ("site=localhost:edit", "Un site est un nom de domaine, avec un port si besoin : www.exemple.fr:443."),
    ],
)
def test_list_of_pages_says_in_french_what_it_cannot_use(client, query, phrase):
    told = problem_of(client.get(f"/api/v3/pages/?{query}"))
    assert (told["status"], told["detail"]) == (422, phrase)


@pytest.mark.parametrize("query", ["type=pages.ExempleInspirant&annee=2024", "title=Agir", "order=-title", "search=a"])
def test_list_of_pages_takes_what_wagtail_filters_and_sorts_by(client, arbre, query):
    pages.exemple(arbre.boite)
    response = client.get(f"/api/v3/pages/?{query}&limit=5&offset=0")
    assert response.status_code == 200


def test_page_found_by_its_address_is_reached_with_all_that_was_asked(client, arbre):
    response = client.get("/api/v3/pages/find/?html_path=/agir/&site=localhost", follow=True)
    assert (response.status_code, response.json()["id"]) == (200, arbre.agir.pk)


@pytest.mark.parametrize("query", ["page=1&page=2", "tri=titre&tri=recent", "portee=tout&portee=propre"])
def test_search_refuses_a_program_that_contradicts_itself(client, query):
    told = problem_of(client.get(f"/api/v3/recherche/?{query}"))
    assert told["detail"].endswith("ne se donne qu’une fois.")


@pytest.mark.parametrize(
    "start",
    [
        *("contenus/?curseur=", "contenus/?expand=", "contenus/?fields=", "contenus/trouver/?chemin=/", "liens/?hote="),
        *("termes/domaines/?q=", "apercu/?partage=", "apercu/?token=", "modifications/?depuis=", "pages/?search="),
        *("recherche/?territoire=", "recherche/?page=", "recherche/suggestions/?q=", "redirects/find/?html_path="),
    ],
)
@pytest.mark.parametrize("text", ["a", ",a"])
def test_megabyte_of_a_value_is_refused_in_a_few_words(client, arbre, start, text):
    response = client.get(f"/api/v3/{start}{text * (1_000_000 // len(text))}")
    assert (response.status_code, len(response.content) < 6_000) == (422, True), response.content[:200]


@pytest.mark.parametrize("value", ["2026", "1700000000", "2026-13-01", "hier", "2026-02-30T00:00"])
def test_moment_is_a_date_and_never_a_number(client, arbre, value):
    told = problem_of(client.get(f"/api/v3/contenus/?modifiees_depuis={value}"))
    assert (told["status"], told["detail"]) == (422, "Il faut une date, par exemple 2026-11-30T12:00:00.")


@pytest.mark.parametrize("value", ["2026-01-31", "2026-01-31T08:00:00", "2026-01-31T08:00:00%2B01:00"])
def test_moment_is_a_day_or_an_hour(client, arbre, value):
    assert client.get(f"/api/v3/contenus/?modifiees_depuis={value}").status_code == 200


@pytest.mark.parametrize(
    ("operation", "body", "page_id", "refused"),
    [
        ("pages_update", {"title": "x"}, "4.7e-2", (404, PAS_UN_NUMERO)),
        ("pages_update", {"title": "x"}, "racine", (403, RACINE)),
        ("pages_actions_copy", None, "racine", (403, RACINE)),
        ("pages_create", [1], None, (422, PAS_UN_OBJET)),
        ("pages_create", {}, None, None),
        ("pages_actions_move", {"destination_id": "racine", "position": "left"}, "axe", (422, A_COTE_DE_LA_RACINE)),
        ("pages_actions_move", {"destination_id": "racine", "position": None}, "axe", (422, A_COTE_DE_LA_RACINE)),
        ("pages_actions_move", {"destination_id": "racine"}, "axe", (422, A_COTE_DE_LA_RACINE)),
        ("pages_actions_move", {"destination_id": "racine", "position": "first-child"}, "axe", None),
        ("pages_actions_move", {"destination_id": None, "position": "left"}, "axe", None),
    ],
)
def test_write_that_wagtail_would_stumble_over_is_refused(arbre, operation, body, page_id, refused):
    numbers = {"racine": pages.racine().pk, "axe": arbre.agir.pk}
    if isinstance(body, dict):
        body = {name: numbers.get(value, value) for name, value in body.items()}
    response = refused_write(OPERATIONS[operation], body, page_id and str(numbers.get(page_id, page_id)))
    assert (response and (response.status_code, problem_of_bytes(response)["detail"])) == refused


@pytest.mark.parametrize("path", ["x/", "x/?a=1", "x/1/?version=live", "taxonomy.Acteur/?limit=5&limit=6"])
def test_snippets_that_are_not_open_ask_who_is_there_whatever_is_asked(client, path):
    response = client.get(f"/api/v3/snippets/{path}")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize("path", ["/api/v3/nulle-part/", "/api/v9/", "/api/"])
def test_address_that_the_api_does_not_have_is_answered_in_its_format(client, path):
    told = problem_of(client.get(path))
    phrase = "Cette adresse de l’API n’existe pas : /api/v3/docs/ les montre toutes."
    assert (told["status"], told["detail"]) == (404, phrase)


def test_method_that_the_api_does_not_take_is_a_problem(client):
    response = client.post("/api/v3/recherche/")
    assert (response.status_code, response["Allow"], problem_of(response)["title"]) == (
        405,
        "GET",
        "Méthode non permise",
    )


@pytest.mark.parametrize("path", ["/", "/agir/", "/recherche/", "/recherche/export.csv", "/robots.txt", "/sante/"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_page_that_is_only_read_refuses_a_form_in_its_own_words(arbre, path, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Allow"], "ne reçoit aucun formulaire" in response.content.decode()) == (
        405,
        "GET, HEAD, OPTIONS",
        True,
    )


def test_form_without_its_token_is_refused_in_our_words():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert (response.status_code, "Ce formulaire a expiré" in response.content.decode()) == (403, True)


def test_page_with_a_password_asks_for_it_and_tells_nothing_of_itself(client, arbre):
    page = arbre.boite
    PageViewRestriction.objects.create(
        page=page,
        restriction_type=PageViewRestriction.PASSWORD,
        password="sésame",
    )
    asked = client.get(page.get_url())
    html = asked.content.decode()
    assert (asked.status_code, page.title in html, "Cette page demande un mot de passe" in html) == (200, False, True)
    action = f"/_util/authenticate_with_password/{page.view_restrictions.get().pk}/{page.pk}/"
    wrong = client.post(action, {"password": "autre", "return_url": page.get_url()}).content.decode()
    assert ("Ce mot de passe n’est pas le bon" in wrong, page.title in wrong) == (True, False)
    opened = client.post(action, {"password": "sésame", "return_url": page.get_url()}, follow=True)
    assert page.title in opened.content.decode()


def test_page_for_members_leads_to_a_login_in_our_look(client, arbre):
    PageViewRestriction.objects.create(page=arbre.boite, restriction_type=PageViewRestriction.LOGIN)
    html = client.get(arbre.boite.get_url(), follow=True).content.decode()
    assert "Connectez-vous pour lire cette page" in html


@pytest.mark.parametrize(
    ("corps", "place"),
    [
        ([None, 0.0], ["body", "corps", 0]),
        ([{"x": 1}], ["body", "corps", 0]),
        ([[1, 2]], ["body", "corps", 0]),
        ([{"type": "paragraphe"}], ["body", "corps", 0]),
        ([{"type": 3, "value": 1}], ["body", "corps", 0]),
        ([{"type": "etapes", "value": 7}], ["body", "corps", 0, "value"]),
        ([{"type": "etapes", "value": {"etapes": 7}}], ["body", "corps", 0, "value", "etapes"]),
        ([{"type": "tableau", "value": {"tableau": [1]}}], ["body", "corps", 0, "value", "tableau"]),
    ],
)
def test_body_that_is_not_made_of_blocks_is_refused_with_its_place(corps, place):
    response = refused_write(OPERATIONS["pages_create"], {"corps": corps}, None)
    assert response is not None
    assert response.status_code == 422
    assert json.loads(response.content)["errors"][0]["loc"] == place


def test_body_of_sound_blocks_passes():
    sound = [
        {"type": "titre", "value": "Un titre"},
        {"type": "etapes", "value": {"titre": "", "etapes": [{"titre": "Une", "texte": {"content": "<p>a</p>"}}]}},
    ]
    assert refused_write(OPERATIONS["pages_create"], {"corps": sound}, None) is None
