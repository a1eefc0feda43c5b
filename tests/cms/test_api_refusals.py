"""Every 422 of every operation has one shape: a problem of RFC 9457 that lists in `errors` what is wrong."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from ninja.errors import HttpError
from wagtail.models import APIToken
from wagtail.utils.forms import FormValidationError

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from cap import editing
from cms.api.places import PARTS
from cms.api.routers import api
from ground.problems import ErreurSchema, ProblemeSchema
from tests.factories import pages

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete")
#: What takes neither a parameter nor a body that could be wrong.
NOTHING_TO_SAY = {
    "cap_creer",
    "cap_effacer",
    "cap_refaire_le_lien",
    "documents_delete",
    "images_delete",
    "pages_actions_delete",
    "pages_actions_publish",
    "pages_delete",
    "redirects_delete",
    "sites_delete",
}
#: Names of our Python and of pydantic, which nobody sent.
INSIDE = {"filters", "data", "page_data", "parametres", "textes", "champs", "function-wrap[_run_root_validator()]"}
#: What `pages/?type=` takes.
TYPES = api.get_openapi_schema()["paths"]["/api/v3/pages/"]["get"]["parameters"][0]["schema"]["items"]["enum"]
ENGLISH = re.compile(r"\b(?:should|must|valid|field required|value error|expected)\b", re.IGNORECASE)
SENT = ("[]", "{}", '{"inconnu": []}', "3", '"mots"')


def operations():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in METHODS:
            if method in methods:
                yield pytest.param(method, path, methods[method], id=methods[method]["operationId"])


@pytest.fixture
def asker():
    """A client that may do all, with what stands in its addresses."""
    arbre = pages.arbre()
    token, plaintext = APIToken.create_token(
        user=get_user_model().objects.create_superuser("api", "api@exemple.fr", "x"), name="essai"
    )
    DroitsDeJeton.objects.create(jeton=token, portees=list(TokenScope.values))
    _, edition = editing.create_cap()
    client = Client(headers={"authorization": f"Bearer {plaintext}", "x-cap": edition})
    client.page = pages.ressource(arbre.boite).pk
    return client


def bad_requests(method, described):
    """(query, body, content type) of what this operation cannot use, by what its OpenAPI says that it takes."""
    if method == "get":
        yield "inconnu=1", None, None
        yield "limit=abc&offset=abc&order=inconnu&search_operator=x&site=%00", None, None
    names = [one["name"] for one in described["parameters"] if one["in"] == "query"]
    yield "&".join(f"{name}=%00&{name}=-1" for name in names), None, None
    for kind in described.get("requestBody", {}).get("content", {}):
        for body in SENT if kind == "application/json" else ({}, {"inconnu": "1"}):
            yield "", body, kind
    if method in ("post", "put", "patch") and "requestBody" in described:
        yield "", json.dumps(wrong_everywhere(described)), "application/json"


def wrong_everywhere(described):
    """A body with every property that its schemas know, each of a form that fits none."""
    schemas = api.get_openapi_schema()["components"]["schemas"]

    def names(shape):
        if "$ref" in shape:
            shape = schemas[shape["$ref"].rpartition("/")[2]]
        for choice in (*shape.get("anyOf", ()), *shape.get("oneOf", ()), *shape.get("allOf", ())):
            yield from names(choice)
        yield from shape.get("properties", ())

    content = described["requestBody"]["content"].values()
    return {name: {"ni": ["ceci", "ni cela"]} for one in content for name in names(one["schema"])}


def ask(client, method, path, query, body, kind):
    address = path.replace("{page_id}", str(client.page)).replace("{referentiel}", "domaines").replace("{liste}", "x")
    for number in ("revision_id", "site_id", "redirect_id", "document_id", "image_id", "lien_id"):
        address = address.replace(f"{{{number}}}", "1")
    address = address.replace("{cle}", "pas-une-cle").replace("{type_name}", "x").replace("{slug}", "x")
    data = {} if body is None else {"data": body}
    if kind == "application/json":
        data["content_type"] = kind
    return getattr(client, method)(f"{address}?{query}", **data)


def assert_names_what_is_wrong(response):
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert body.keys() <= ProblemeSchema.model_fields.keys()
    assert all(body[name] for name in ("type", "title", "detail", "title_en", "detail_en", "instance", "errors"))
    for one in body["errors"]:
        assert {"type", "loc", "msg"} <= one.keys() <= ErreurSchema.model_fields.keys()
        ErreurSchema.model_validate(one, strict=True)
        assert one["loc"][0] in PARTS
        assert not INSIDE.intersection(one["loc"])
        assert one["msg"]
        assert ENGLISH.search(one["msg"]) is None, one["msg"]
        assert one.get("ctx", {}).get("permis") != []


@pytest.mark.parametrize(("method", "path", "described"), list(operations()))
def test_every_422_lists_what_is_wrong(asker, method, path, described):
    found = [ask(asker, method, path, *one) for one in bad_requests(method, described)]
    refused = [one for one in found if one.status_code == 422]
    assert max(one.status_code for one in found) < 500
    assert bool(refused) == (described["operationId"] not in NOTHING_TO_SAY)
    for one in refused:
        assert_names_what_is_wrong(one)


def told(response):
    """What a refusal says is wrong: (kind, place, what is allowed)."""
    return [(one["type"], one["loc"], one.get("ctx", {}).get("permis")) for one in response.json()["errors"]]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("contenus/?tri=x", [("literal_error", ["query", "tri"], ["id", "titre", "recent"])]),
        ("contenus/?limit=0", [("greater_than_equal", ["query", "limit"], None)]),
        ("contenus/?limit=101", [("limit", ["query", "limit"], ["1 à 100"])]),
        ("contenus/?axe=x", [("value", ["query", "axe"], ["agir", "comprendre", "perenniser"])]),
        ("pages/?search_operator=x", [("literal_error", ["query", "search_operator"], ["and", "or"])]),
        ("pages/?type=x.Y", [("literal_error", ["query", "type", 0], TYPES)]),
        ("pages/?child_of=999999", [("does_not_exist", ["query", "child_of"], None)]),
        ("documents/?order=x", [("value_error", ["query"], None)]),
        ("arbres/x/", [("literal_error", ["path", "liste"], ["territoires", "domaines", "acteurs", "odd", "natures"])]),
        ("pages/?offset=99999999999999999999999", [("out_of_bounds", ["query"], None)]),
        ("recherche/?portee=loin", [("value", ["query", "portee"], ["tout", "propre"])]),
        ("recherche/?page=1&page=2", [("repeated", ["query", "page"], None)]),
        ("recherche/suggestions/", [("value", ["query", "q"], ["2 à 100 caractères"])]),
        ("termes/odd/?limit=101", [("value", ["query", "limit"], ["1 à 100"])]),
        ("termes/odd/?x=1", [("unknown", ["query", "x"], ["q", "limit", "offset"])]),
        ("liens/?page=0", [("value", ["query", "page"], ["1 et au-delà"])]),
        ("liens/?x=1", [("unknown", ["query", "x"], ["etat", "hote", "cite_par", "depuis", "page"])]),
        ("modifications/?x=1", [("unknown", ["query", "x"], ["depuis", "limit"])]),
    ],
)
def test_all_rooms_say_alike_which_parameter_is_wrong_and_what_is_allowed(asker, address, expected):
    response = asker.get(f"/api/v3/{address}")
    assert (response.status_code, told(response)) == (422, expected)


@pytest.mark.parametrize(
    ("address", "body", "expected"),
    [
        ("cap/elements/", {"page": 0}, ("greater_than_equal", ["body", "page"], None)),
        ("adoc/1/evaluation/", {"reponses": {"a": "b"}}, ("list_type", ["body", "reponses", "a"], None)),
        ("pages/", {"corps": [3]}, ("block", ["body", "corps", 0], None)),
        ("pages/", [], ("dict_type", ["body"], None)),
    ],
)
def test_body_is_named_as_it_was_sent(asker, address, body, expected):
    response = asker.post(f"/api/v3/{address}", body, content_type="application/json")
    assert (response.status_code, expected in told(response)) == (422, True), told(response)


OLD_FORM = [
    (
        "recherche/?portee=loin",
        "erreurs",
        [
            {
                "parametre": "portee",
                "valeur": "loin",
                "message": "«\xa0loin\xa0» n’est pas un choix connu.",
                "permis": ["tout", "propre"],
            }
        ],
    ),
    ("termes/odd/?limit=101", "permis", ["1 à 100"]),
    ("termes/x/", "permis", ["territoires", "acteurs", "domaines", "odd", "natures", "partenaires"]),
]


@pytest.mark.parametrize(("address", "name", "kept"), OLD_FORM)
def test_old_form_stays_beside_the_new_one_and_says_until_when(client, address, name, kept):
    response = client.get(f"/api/v3/{address}")
    assert response.json()[name] == kept
    assert response.json()["errors"]
    assert (response["Deprecation"], response["Sunset"]) == ("@1796083200", "Wed, 01 Dec 2027 00:00:00 GMT")


def test_new_form_alone_is_not_said_to_go(client):
    response = client.get("/api/v3/contenus/?x=1")
    assert response.status_code == 422
    assert ("Deprecation" in response, "Sunset" in response) == (False, False)


def test_openapi_says_which_form_goes():
    described = api.get_openapi_schema()["components"]["schemas"]["ProblemeSchema"]["properties"]
    assert {name for name, shape in described.items() if shape.get("deprecated")} == {"erreurs", "permis"}


@pytest.mark.parametrize(
    ("raised", "method", "expected"),
    [
        (HttpError(422, "Dites-en plus."), "get", [("value", ["query"], None)]),
        (HttpError(422, "Dites-en plus."), "post", [("value", ["body"], None)]),
        (ValidationError("Dites-en plus."), "post", [("invalid", ["body"], None)]),
        (FormValidationError({("liens", 0, "__all__"): [("Non.", "x")]}), "post", [("x", ["body", "liens", 0], None)]),
        (FormValidationError({("__all__",): [("Non.", "x")]}), "post", [("x", ["body"], None)]),
        (ValidationError({"titre": "Trop court."}), "post", [("invalid", ["body", "titre"], None)]),
        (ValidationError({"nom": ValidationError("Non.", code="court")}), "post", [("court", ["body", "nom"], None)]),
    ],
)
def test_whatever_refuses_a_value_is_answered_in_one_form(raised, method, expected):
    response = api.on_exception(getattr(RequestFactory(), method)("/api/v3/"), raised)
    response.json = lambda: json.loads(response.content)
    assert (response.status_code, told(response)) == (422, expected)


def test_422_is_written_in_one_place():
    written = {
        file.relative_to(settings.BASE_DIR).as_posix()
        for room in ("ground", *(app.split(".")[0] for app in settings.INSTALLED_APPS))
        for file in (settings.BASE_DIR / room).rglob("*.py")
        if re.search(r"\bprobleme\(\s*422", file.read_text("utf-8"))
    }
    assert written == {"ground/problems.py"}


def test_what_cannot_be_read_is_refused_as_every_operation_says(asker):
    # More values than Django takes: it refuses the request before anybody asks what it is for.
    many = "&".join(f"a{rank}=1" for rank in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    for path in ("/api/v3/schema/pages.Ressource/", "/api/v3/recherche/", "/api/v3/contenus/"):
        answer = asker.get(f"{path}?{many}")
        found = (answer.status_code, answer.headers["Content-Type"], answer.json()["title"])
        assert found == (400, "application/problem+json", "Demande incorrecte")
    for one in operations():
        method, path, described = one.values
        assert "400" in described["responses"], (method, path)
