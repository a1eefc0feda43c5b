"""Which exceptions mean that something impossible was sent, and which are still errors of ours."""

import pytest
from django.core.paginator import EmptyPage
from django.db import DataError
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.datastructures import MultiValueDictKeyError

from cms.doors.mistakes import OF_WAGTAIL, AnswerMistakes, status_of
from tests.factories import pages

pytestmark = pytest.mark.django_db


def request_of(path):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    return request


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


@pytest.mark.parametrize(
    ("path", "exc", "status"),
    [
        ("/admin/images/chooser/chosen/zz/", ValueError("Field 'id' expected a number but got 'zz'."), 404),
        ("/recherche/", OverflowError("Python int too large to convert to SQLite INTEGER"), 404),
        ("/admin/", DataError("integer out of range"), 404),
        ("/admin/workflows/edit/1/", EmptyPage("…"), 404),
        ("/admin/reports/locked/", MultiValueDictKeyError("id"), 400),
        ("/admin/redirects/import/process/", KeyError("input_format"), 400),
        ("/admin/snippets/choose/taxonomy/acteur/create/", AttributeError("is_valid"), 404),
        # What is not known to be the sender's is ours.
        ("/admin/snippets/choose/taxonomy/acteur/", AttributeError("is_valid"), 0),
        ("/admin/redirects/import/process/", AttributeError("x"), 0),
        ("/admin/redirects/import/", KeyError("input_format"), 0),
        ("/admin/", ValueError("year 10000 is out of range"), 0),
        ("/admin/", KeyError("id"), 0),
        ("/admin/", DataError("value too long"), 0),
        ("/", OverflowError("x"), 0),
    ],
)
def test_exception_is_taken_for_a_mistake_where_it_is_known_to_be_one(path, exc, status):
    assert status_of(request_of(path), exc) == status


def test_mistake_is_told_in_french_and_logged_with_its_traceback(admin, caplog):
    response = admin.get("/admin/images/chooser/chosen/zz/")
    html = response.content.decode()
    assert (response.status_code, "Il n’y a rien à cette adresse" in html, "Erreur 404" in html) == (404, True, True)
    [told] = [one for one in caplog.records if one.name == "cms.doors.mistakes"]
    assert (told.getMessage(), told.exc_info[0]) == (
        "GET /admin/images/chooser/chosen/zz/: taken for a mistake of the sender",
        ValueError,
    )


def test_api_answers_its_own_mistakes():
    assert AnswerMistakes(lambda request: None).process_exception(request_of("/api/v3/pages/"), EmptyPage()) is None


@pytest.mark.parametrize("name", OF_WAGTAIL)
def test_view_that_is_known_to_stumble_is_still_there(name):
    arguments = [1] if name.startswith("wagtailadmin_pages:") else []
    assert resolve(reverse(name, args=arguments)).view_name == name


@pytest.mark.parametrize(
    "path",
    [
        *("parcours/{}/verifier/", "brouillons/{}/partager/", "abonnements/{}/essai/faire/", "rapports/{}/"),
        *(
            "liens/{}/",
            "liens/{}/verifier/",
            "liens/{}/remplacer/",
            "liens/partenaires/{}/",
            "recherche/frequentes/{}/ecarter/",
        ),
        *("snippets/taxonomy/territoire/fusionner/{}/", "snippets/taxonomy/odd/edit/{}/", "pages/{}/edit/"),
    ],
)
@pytest.mark.parametrize("number", [2**63, 10**25], ids=["2^63", "10^25"])
def test_number_that_no_row_can_have_is_not_found_in_the_admin(admin, path, number):
    assert admin.get(f"/admin/{path.format(number)}").status_code == 404
