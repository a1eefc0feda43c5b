"""What strangers send to any address: an answer with a sentence, never an error of ours."""

import re

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


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


def test_documentation_of_the_api_asks_nothing_of_another_site(client):
    html = client.get("/api/v3/docs/").content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert sources
    assert [one for one in sources if not one.startswith(settings.STATIC_URL)] == []


def test_search_takes_two_thousand_parameters(client):
    query = "&".join(f"p{number}=1" for number in range(2_000))
    response = client.get(f"/api/v3/recherche/?{query}")
    assert response.status_code in {422, 503}
