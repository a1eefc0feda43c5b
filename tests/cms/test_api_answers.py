"""Every answer of the API: HEAD as GET without its body, a name for each request, refusals in two languages."""

import logging

import pytest

from cms.api.middleware import DEMANDE, DETAILS, NommerLaDemande
from cms.api.routers import api
from tests.factories import pages

pytestmark = pytest.mark.django_db
SIMPLE = "/api/v3/navigation/"


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.mark.parametrize("given", ["abc-DEF-123", "a" * 64])
def test_name_that_is_well_made_is_given_back(arbre, client, given):
    assert client.get(SIMPLE, headers={"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "a/b", "é", "a;b"])
def test_name_that_is_not_is_replaced(arbre, client, given):
    answered = client.get(SIMPLE, headers={"x-request-id": given})["X-Request-ID"]
    assert answered != given
    assert answered.isalnum()
    assert client.get(SIMPLE)["X-Request-ID"] != answered


def test_lines_of_the_log_carry_the_name():
    record = logging.LogRecord("x", logging.INFO, "", 0, "said", (), None)
    token = DEMANDE.set("abc")
    try:
        assert NommerLaDemande().filter(record)
    finally:
        DEMANDE.reset(token)
    assert record.demande == "abc"


def adresses():
    """Every address of the API that is read and needs no number or name."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        needed = [one for one in methods.get("get", {}).get("parameters", ()) if one.get("required")]
        if "get" in methods and not needed:
            yield path


def comparable(response):
    """The headers, the length aside; what Vary names is a set."""
    headers = {**response.headers, "Content-Length": ""}
    return headers | {"Vary": sorted(headers.get("Vary", "").lower().replace(" ", "").split(","))}


@pytest.mark.parametrize("adresse", sorted(adresses()))
def test_head_is_get_without_its_body(arbre, client, adresse):
    name = {"x-request-id": "same"}
    got, head = client.get(adresse, headers=name), client.head(adresse, headers=name)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert comparable(head) == comparable(got)
    assert head["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize(
    ("method", "adresse", "status"),
    [
        ("get", "/api/v3/nulle-part/", 404),
        ("get", "/api/v3/contenus/999999/", 404),
        ("get", "/api/v3/contenus/?inconnu=1", 422),
        ("get", "/api/v3/termes/nulle-part/", 404),
        ("get", "/api/v3/termes/domaines/?inconnu=1", 422),
        ("get", "/api/v3/liens/?inconnu=1", 422),
        ("get", "/api/v3/recherche/?inconnu=1", 422),
        ("get", "/api/v3/pages/%00/", 404),
        ("post", "/api/v3/navigation/", 405),
        ("post", "/api/v3/pages/", 401),
        ("get", "/api/v3/apercu/?partage=x", 404),
    ],
)
def test_refusal_is_a_problem_in_two_languages_with_the_name_of_the_request(arbre, client, method, adresse, status):
    response = getattr(client, method)(adresse, headers={"x-request-id": "essai-1"})
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["detail_en"], body["instance"]) == (status, DETAILS[status], "urn:demande:essai-1")
    assert all(body[name] for name in ("title", "detail", "title_en"))
    if "Content-Length" in response:
        assert response["Content-Length"] == str(len(response.content))


def test_failure_of_ours_is_a_problem_that_tells_nothing(arbre, client, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of ours")

    client.raise_request_exception = False
    monkeypatch.setattr("headless.contenus.api_navigation.navigation", fail)
    response = client.get(SIMPLE)
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in response.content.decode()
    assert response.json()["instance"] == f"urn:demande:{response['X-Request-ID']}"


def test_pages_of_the_site_keep_their_own_refusals(arbre, client):
    response = client.get("/nulle-part/")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("adresse", "keys"),
    [
        ("/api/v3/termes/odd/", "termes api"),
        ("/api/v3/liens/", "liens api"),
        ("/api/v3/pages/", "pages api"),
        ("/api/v3/images/", "pages api"),
        ("/api/v3/documents/", "api"),
        ("/api/v3/adoc/", "pages api"),
        ("/api/v3/termes/", "termes api"),
        (SIMPLE, "navigation api"),
        ("/api/v3/openapi.json", "api"),
    ],
)
def test_cache_is_told_what_an_answer_is_made_of(arbre, client, adresse, keys):
    response = client.get(adresse)
    assert (response.status_code, response["Surrogate-Key"]) == (200, keys)
    again = client.get(adresse, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again["Surrogate-Key"]) == (304, keys)
