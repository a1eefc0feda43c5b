"""Pages are limited by what they cost, dear ones wait in lanes, and who is refused reads when to come back."""

from contextlib import ExitStack, contextmanager

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, path, resolve
from django.utils import timezone
from limits.storage import MemoryStorage

from cap import editing
from cms.edges.checks import check_weights, faults
from cms.edges.weights import FOREIGN, weights_of
from ground.edges import rates
from ground.edges.lanes import DOCUMENTS, MAILS, PASSWORDS, READINGS, SEARCHES
from ground.facts import Weight, weighs
from tests.factories import pages

pytestmark = pytest.mark.django_db
IMPRIMER = "/recherche/imprimer/"


@pytest.fixture(autouse=True)
def site():
    rates.begin_anew()
    yield pages.arbre()
    rates.begin_anew()


@contextmanager
def full(lane):
    """All places of the lane are taken, by somebody else each."""
    with ExitStack() as stack:
        for number in range(lane.places):
            lane._come(f"autre-{number}")
            stack.callback(lane._go, f"autre-{number}")
        yield


def test_dear_pages_are_counted_and_the_one_too_many_says_when_to_come_back(client, settings):
    settings.SITE_RATE = 25
    assert [client.get(IMPRIMER).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(IMPRIMER)
    wait = refused["Retry-After"]
    assert 1 <= int(wait) <= 60
    text = refused.content.decode()
    assert f"Beaucoup de pages lourdes ont été demandées d’ici en une minute. Reprenez dans {wait}\u00a0s." in text
    assert (refused["Content-Type"], refused["Cache-Control"]) == ("text/html; charset=utf-8", "no-store")
    assert '<html lang="fr">' in text
    assert "<h1>Un peu de patience</h1>" in text


def test_cheap_pages_are_never_counted(client, settings):
    settings.SITE_RATE = 1
    assert [client.get("/").status_code for _ in range(3)] == [200] * 3
    assert [client.get("/robots.txt").status_code for _ in range(3)] == [200] * 3


def test_all_dear_pages_have_one_account_and_each_address_its_own(client, settings):
    settings.SITE_RATE = 12
    assert client.get(IMPRIMER).status_code == 200
    assert [client.get("/recherche/").status_code for _ in range(2)] == [200, 429]
    assert client.get(IMPRIMER, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_what_costs_more_than_a_minute_holds_is_to_be_had_once_a_minute(client, settings):
    settings.SITE_RATE = 3
    assert [client.get(IMPRIMER).status_code for _ in range(2)] == [200, 429]


def test_pages_and_the_api_have_accounts_of_their_own(client, settings):
    settings.SITE_RATE, settings.API_RATE = 10, 3
    assert client.get(IMPRIMER).status_code == 200
    assert client.get("/api/v3/navigation/")["RateLimit-Remaining"] == "2"


def test_without_a_limit_nobody_is_counted(client, settings):
    settings.SITE_RATE = 0
    assert [client.get(IMPRIMER).status_code for _ in range(3)] == [200] * 3


def test_counter_that_is_away_refuses_nobody(client, settings, monkeypatch, caplog):
    settings.SITE_RATE = 10

    def away(*args, **kwargs):
        raise ConnectionError("no counter")

    monkeypatch.setattr(rates.minutes(), "hit", away)
    assert [client.get(IMPRIMER).status_code for _ in range(3)] == [200] * 3
    assert "not counted" in caplog.text


def test_contract_is_counted_with_the_api(client, settings):
    settings.API_RATE = 2
    found = [client.get("/api/v3/openapi.json") for _ in range(3)]
    assert [(one.status_code, one["RateLimit-Remaining"]) for one in found] == [(200, "1"), (200, "0"), (429, "0")]
    refused = found[-1]
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Retry-After"] == refused["RateLimit-Reset"]
    assert refused.json()["title_en"] == "Too many requests"


def test_full_lane_refuses_a_page_at_once_and_no_other(client):
    with full(DOCUMENTS):
        refused = client.get(IMPRIMER)
        assert client.get("/").status_code == 200
        assert client.get("/recherche/").status_code == 200
    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (503, "5", "no-store")
    text = refused.content.decode()
    assert "<h1>Beaucoup de monde en ce moment</h1>" in text
    assert "Rien n’est perdu\u00a0: recommencez dans 5 secondes." in text
    assert client.get(IMPRIMER).status_code == 200


def test_full_lane_refuses_a_call_with_a_problem(client):
    with full(SEARCHES):
        refused = client.get("/api/v3/recherche/")
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert refused["Content-Type"] == "application/problem+json"
    body = refused.json()
    assert (body["title"], body["title_en"]) == ("Indisponible", "Unavailable")
    assert body["detail"].startswith("Trop de demandes de cette sorte sont en cours.")
    assert body["instance"] == f"urn:demande:{refused['X-Request-ID']}"


def test_refused_request_asks_the_database_nothing(client, settings, django_assert_num_queries):
    settings.SITE_RATE = 10
    client.get(IMPRIMER)
    with django_assert_num_queries(0):
        assert client.get(IMPRIMER).status_code == 429
        with full(PASSWORDS):
            assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 429
            settings.SITE_RATE = 0
            assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 503


def weight(rf, method, address):
    request = rf.generic(method, address)
    return next((one for one in weights_of(resolve(request.path)) or () if one.is_of(request)), None)


@pytest.mark.parametrize(
    ("method", "address", "cost", "lane"),
    [
        ("GET", "/", None, None),
        ("GET", "/agir/adoc/?etape=resultat&r=x", 4, READINGS),
        ("GET", "/recherche/?q=eau", 2, SEARCHES),
        ("GET", "/recherche/flux.atom", 3, SEARCHES),
        ("GET", "/recherche/imprimer/", 10, DOCUMENTS),
        ("GET", "/recherche/export.csv", 15, DOCUMENTS),
        ("GET", "/recherche/territoires/", 1, None),
        ("GET", "/cap/", 1, None),
        ("POST", "/cap/", 5, None),
        ("POST", "/cap/ajouter/", 5, None),
        ("GET", "/cap/lire/secret/", 3, READINGS),
        ("GET", "/cap/lire/secret/?format=pdf", 10, DOCUMENTS),
        ("GET", "/cap/modifier/secret/?format=pdf", 10, DOCUMENTS),
        ("POST", "/cap/modifier/secret/?format=pdf", 3, READINGS),
        ("GET", "/brouillon/secret/", 2, None),
        ("GET", "/parution/secret/agir/", 30, DOCUMENTS),
        ("GET", "/admin/login/", None, None),
        ("POST", "/admin/login/", 10, PASSWORDS),
        ("POST", "/_util/login/", 10, PASSWORDS),
        ("GET", "/admin/password_reset/", None, None),
        ("POST", "/admin/password_reset/", 20, MAILS),
        ("POST", "/admin/password_reset/confirm/MQ/set-password/", 10, PASSWORDS),
        ("POST", "/_util/authenticate_with_password/1/2/", 10, None),
        ("POST", "/documents/authenticate_with_password/1/", 10, None),
        ("GET", "/sitemap.xml", 2, None),
        ("GET", "/api/v3/openapi.json", 1, None),
        ("GET", "/sante/", None, None),
        ("GET", "/sante/pret/", 1, None),
    ],
)
def test_what_each_address_costs(rf, method, address, cost, lane):
    found = weight(rf, method, address)
    assert (found and found.cost, found and found.lane) == (cost, lane)


def test_file_of_a_cap_is_made_in_its_lane(client):
    cap, secret = editing.create_cap()
    address = f"/cap/lire/{editing.lien_de_lecture(cap, edition=secret)}/"
    with full(DOCUMENTS):
        assert [client.get(address + more).status_code for more in ("?format=pdf", "")] == [503, 200]


def names(patterns, space=""):
    """The names of all views, with their namespaces."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, space + (f"{one.namespace}:" if one.namespace else ""))
        else:
            yield f"{space}{one.name}"


def test_every_foreign_view_that_is_weighed_is_there():
    assert set(FOREIGN) - set(names(get_resolver().url_patterns)) == set()


def test_every_view_of_ours_says_what_it_costs():
    assert check_weights in registry.registered_checks
    assert run_checks(tags=["edges"]) == []


def test_view_that_forgets_it_is_an_error_with_its_name():
    def forgetful(request):
        return HttpResponse()

    @weighs(Weight(cost=1))
    def told(request):
        return HttpResponse()

    [fault] = faults([path("a/", forgetful), path("b/", told)])
    assert (fault.id, fault.msg, bool(fault.hint)) == (
        "odd17.E016",
        "The view tests.cms.test_edges.forgetful does not say what it costs.",
        True,
    )


def test_what_was_counted_is_kept_under_a_digest_and_for_the_window_alone(client, settings):
    settings.SITE_RATE = 30
    client.get(IMPRIMER, REMOTE_ADDR="203.0.113.9")
    storage = rates.minutes().storage
    in_memory = isinstance(storage, MemoryStorage)
    keys = storage.storage if in_memory else [key.decode() for key in storage.storage.keys("LIMITS*")]
    [key] = [one for one in keys if "pages" in one]
    assert "203.0.113" not in key
    assert storage.get_expiry(key) - timezone.now().timestamp() <= 60
