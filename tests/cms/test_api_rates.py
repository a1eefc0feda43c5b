"""How often the API may be asked."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import APIToken

from acces.models import DroitsDeJeton
from ground.edges import rates
from tests.factories import pages

pytestmark = pytest.mark.django_db
ADRESSE = "/api/v3/navigation/"


@pytest.fixture(autouse=True)
def limite(settings):
    settings.API_RATE, settings.API_RATE_TOKEN = 3, 5
    rates.begin_anew()
    pages.arbre()
    yield
    rates.begin_anew()


def compte(response):
    return response.status_code, response["RateLimit-Limit"], response["RateLimit-Remaining"]


def test_calls_are_counted_and_the_one_too_many_says_when_to_come_back(client):
    assert [compte(client.get(ADRESSE)) for _ in range(4)] == [
        (200, "3", "2"),
        (200, "3", "1"),
        (200, "3", "0"),
        (429, "3", "0"),
    ]
    refused = client.get(ADRESSE)
    body = refused.json()
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert refused["RateLimit-Reset"] == refused["Retry-After"]
    assert body["detail"] == (
        f"Trop de demandes en une minute : au plus 3 ici. Reprenez dans {refused['Retry-After']} s."
    )
    assert (body["title"], body["title_en"]) == ("Trop de demandes", "Too many requests")


def test_answer_that_has_not_changed_is_counted_too(client):
    etag = client.get(ADRESSE)["ETag"]
    assert compte(client.get(ADRESSE, headers={"if-none-match": etag})) == (304, "3", "1")


def test_each_address_has_its_own_account(client):
    for _ in range(3):
        client.get(ADRESSE)
    assert client.get(ADRESSE).status_code == 429
    assert client.get(ADRESSE, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_token_has_an_account_of_its_own_and_a_wrong_one_none(client):
    token, plaintext = APIToken.create_token(user=get_user_model().objects.create(username="site"), name="essai")
    DroitsDeJeton.objects.create(jeton=token, portees=[], expire_le=timezone.now() + timedelta(days=1))
    mine = {"Authorization": f"Bearer {plaintext}"}
    assert compte(client.get(ADRESSE, headers=mine)) == (200, "5", "4")
    wrong = [client.get(ADRESSE, headers={"Authorization": f"Bearer x{n}"}).status_code for n in range(4)]
    assert wrong == [401, 401, 401, 429]
    assert compte(client.get(ADRESSE, headers=mine)) == (200, "5", "3")


def test_search_counts_twice(client):
    assert client.get("/api/v3/recherche/?page=abc")["RateLimit-Remaining"] == "1"


def test_without_a_limit_nobody_is_counted(client, settings):
    settings.API_RATE = 0
    responses = [client.get(ADRESSE) for _ in range(5)]
    assert [response.status_code for response in responses] == [200] * 5
    assert "RateLimit-Limit" not in responses[0]


def test_counter_that_is_away_refuses_nobody(client, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionError("no counter")

    monkeypatch.setattr(rates.minutes(), "hit", away)
    assert [client.get(ADRESSE).status_code for _ in range(5)] == [200] * 5
    assert "not counted" in caplog.text
