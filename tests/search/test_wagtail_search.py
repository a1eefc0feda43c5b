import pytest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@remembered
def one_page(site):
    return site.ressource("Guide de la mobilité")


@pytest.fixture
def page(site):
    page = one_page(site)
    get_search_backend().add(page.page_ptr)
    return page


@pytest.mark.parametrize("text", ['"guide', 'gui"de"', "guide\x00", '"', "\ud800", "NEAR(", "*", "a:b", "guide AND"])
def test_whatever_is_typed_is_no_error(page, text):
    backend = get_search_backend()
    found = {one.pk for one in (*backend.search(text, Page), *backend.autocomplete(text, Page))}
    assert found <= {page.pk}


def test_quotation_mark_that_is_never_closed_changes_nothing(page):
    found = {one.pk for one in get_search_backend().search('"guide', Page)}
    assert found == {page.pk}


def test_admin_and_api_answer_to_a_quotation_mark(page, admin_client, client, site):
    statuses = [
        admin_client.get(f"/admin/pages/{site.rubrique.pk}/", {"q": '"guide'}).status_code,
        admin_client.get("/admin/choose-page/search/", {"q": '"guide', "page_type": "wagtailcore.page"}).status_code,
        client.get("/api/v3/pages/", {"search": '"guide\x00'}).status_code,
    ]
    assert statuses == [200, 200, 200]
