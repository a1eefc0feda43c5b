"""What is given from what is kept: to whom, in which form, and what is never kept."""

import brotli
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.kept import middleware
from cms.kept.coding import best_coding, coded, plain
from cms.kept.middleware import PAGES, VARIANTS, may_be_kept, place_of
from cms.kept.store import Shelf
from ground.keeping.offers import offer, shows
from ground.news.chain import RedisNews
from ground.news.places import FileNews, NewsAwayError
from headless.apercus.sharing import share
from search import engines
from search.frequent import counting
from search.index.rebuilding import rebuild_index
from tests.cms.kept.conftest import begin_anew
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre(keeping):
    found = pages.arbre()
    begin_anew()
    return found


def kept():
    return len(PAGES) + len(VARIANTS)


def asked_again(address, client=None, **headers):
    """(the answer to a second call, the queries that it made)."""
    client = client or Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, headers=headers)
    return answer, len(queries)


@pytest.mark.parametrize(
    "address", ["/", "/agir/", "/agir/piloter/", "/comprendre/bases/", "/robots.txt", "/sitemap.xml"]
)
def test_second_answer_is_the_first_and_asks_the_database_nothing(arbre, address):
    first = Client().get(address)
    second, queries = asked_again(address)
    assert (second.status_code, second.content, queries) == (200, first.content, 0)
    names = [name for name in first.headers if name != "X-Request-ID"]
    assert [second.headers[name] for name in names] == [first.headers[name] for name in names]
    assert set(second.headers) == set(first.headers)


def test_who_has_the_page_gets_a_304_and_the_database_is_not_asked(arbre):
    etag = Client().get("/agir/").headers["ETag"]
    answer, queries = asked_again("/agir/", **{"if-none-match": etag})
    told = {name: answer.headers.get(name) for name in ("ETag", "Cache-Control", "Vary", "Content-Type")}
    assert (answer.status_code, answer.content, queries) == (304, b"", 0)
    assert told == {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Vary": "Accept-Encoding",
        "Content-Type": None,
    }


def test_etag_outlives_a_change_elsewhere(arbre, django_capture_on_commit_callbacks):
    etag = Client().get("/agir/").headers["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        taxonomy.acteur()
    assert Client().get("/agir/", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "coding"), [("br", "br"), ("gzip", "gzip"), ("", ""), ("gzip, deflate, br", "br")]
)
def test_page_is_given_in_the_coding_that_is_asked_for_whichever_was_first(arbre, accepted, coding):
    whole = Client().get("/agir/").content
    for _ in range(2):
        answer = Client().get("/agir/", headers={"accept-encoding": accepted})
        assert answer.headers.get("Content-Encoding", "") == coding
        assert plain(answer.content, coding) == whole
        assert answer.headers["ETag"].startswith('W/"' if coding else '"')
        assert int(answer.headers["Content-Length"]) == len(answer.content)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.5", "br"),
        ("identity", ""),
        ("gzip;q=0, br;q=0.000", ""),
        ("deflate", ""),
        ("BR", "br"),
        ("gzip, deflate, br, zstd", "br"),
    ],
)
def test_best_coding_is_one_that_is_allowed(accepted, coding):
    assert best_coding(accepted) == coding
    assert plain(coded(b"le texte", coding), coding) == b"le texte"


def test_head_is_answered_from_what_is_kept(arbre):
    length = Client().get("/agir/").headers["Content-Length"]
    with CaptureQueriesContext(connection) as queries:
        answer = Client().head("/agir/")
    assert (answer.status_code, answer.content, answer.headers["Content-Length"], len(queries)) == (200, b"", length, 0)


def test_parameters_that_change_nothing_make_no_other_copy(arbre):
    for query in ("", "?utm_source=lettre", "?page=2", "?a=1&b=2", "?" + "x" * 100):
        assert Client().get(f"/agir/{query}").status_code == 200
    assert kept() == 1


def test_parameters_that_count_do(arbre):
    for query in ("", "?page=2", "?page=2&utm_source=lettre", "?utm_source=lettre&page=2", "?autre=2"):
        assert Client().get(f"/comprendre/bases/{query}").status_code == 200
    assert kept() == 2


def test_address_of_another_length_is_answered_and_not_kept(arbre):
    assert Client().get("/agir/?" + "x" * 3_000).status_code == 200
    assert kept() == 0


def test_each_name_of_the_site_has_its_own_copy(arbre, keeping):
    keeping.ALLOWED_HOSTS = ["testserver", "autre.example"]
    assert Client().get("/agir/").status_code == 200
    assert Client().get("/agir/", headers={"host": "autre.example"}).status_code == 200
    assert Client().get("/agir/", headers={"host": "inconnu.example"}).status_code == 400
    assert kept() == 2


def test_who_is_logged_in_is_answered_anew_and_nobody_keeps_it(arbre):
    Client().get("/agir/")
    client = Client()
    client.force_login(pages.administrateur())
    answer, queries = asked_again("/agir/", client)
    assert (answer.status_code, answer.headers["Cache-Control"], kept()) == (200, "private, no-cache", 1)
    assert queries > 0


def test_restricted_page_is_never_kept_whoever_reads_it(arbre, keeping):
    restriction = PageViewRestriction.objects.create(page=arbre.agir, restriction_type="password", password="sésame")
    begin_anew()
    assert "sésame" not in Client().get("/agir/").content.decode()
    client = Client()
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    client.cookies[keeping.SESSION_COOKIE_NAME] = session.session_key
    answer = client.get("/agir/")
    assert "Agir" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get("/agir/").content != answer.content
    assert kept() == 0


def test_draft_is_seen_in_its_preview_and_kept_nowhere(arbre):
    assert "Promesse du brouillon" not in Client().get("/").content.decode()
    draft = arbre.accueil
    draft.promesse = "Promesse du brouillon"
    answer = draft.make_preview_request(preview_mode="")
    assert "Promesse du brouillon" in answer.content.decode()
    assert "Promesse du brouillon" not in Client().get("/").content.decode()
    assert kept() == 1


def test_shared_draft_is_kept_nowhere(arbre):
    arbre.accueil.promesse = "Promesse du brouillon"
    arbre.accueil.save_revision()
    begin_anew()
    _, secret = share(page=arbre.accueil, jours=1, par=pages.administrateur(), now=timezone.now())
    assert "Promesse du brouillon" in Client().get(f"/brouillon/{secret}/").content.decode()
    assert kept() == 0


@pytest.mark.parametrize(
    "headers",
    [{"authorization": "Bearer x"}, {"cookie": "sessionid=x"}, {"cookie": "a=b; sessionid=x"}],
)
def test_who_asks_for_something_of_his_own_is_not_answered_from_what_is_kept(arbre, headers):
    assert place_of(request_with(headers)) is None


def request_with(headers, method="GET"):
    request = HttpRequest()
    request.method = method
    request.META = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return request


def test_nothing_is_kept_without_memory_for_it(arbre, keeping):
    keeping.KEPT_PAGES_MB = 0
    assert (place_of(request_with({})), Client().get("/agir/").status_code, kept()) == (None, 200, 0)


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (lambda response: None, True),
        (lambda response: response.__setitem__("Vary", "Accept-Language"), True),
        (lambda response: response.__setitem__("Vary", "Accept-Encoding, Cookie"), False),
        (lambda response: response.__setitem__("Cache-Control", "private"), False),
        (lambda response: response.__setitem__("Content-Encoding", "gzip"), False),
        (lambda response: response.__setitem__("Content-Security-Policy", "script-src 'nonce-abc'"), False),
        (lambda response: response.set_cookie("csrftoken", "x"), False),
        (lambda response: setattr(response, "status_code", 404), False),
    ],
)
def test_answer_that_holds_something_of_one_visitor_is_not_kept(change, allowed):
    response = HttpResponse("x")
    change(response)
    assert may_be_kept(response) is allowed
    assert not may_be_kept(StreamingHttpResponse(["x"]))


def test_pages_are_made_anew_while_the_news_are_away(arbre, monkeypatch):
    Client().get("/agir/")
    for news in (FileNews, RedisNews):
        monkeypatch.setattr(news, "read", away)
    answer, queries = asked_again("/agir/")
    assert (answer.status_code, queries > 0) == (200, True)


def away(*args):
    raise NewsAwayError("away")


@pytest.fixture
def index(settings, tmp_path, monkeypatch):
    """An index of its own, empty."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    engines._engine.cache_clear()
    rebuild_index(engines.current_engine())
    begin_anew()
    yield
    engines._engine.cache_clear()


def test_search_is_kept_and_counted_each_time(arbre, index, monkeypatch):
    told = []
    monkeypatch.setattr(
        counting, "note_search", lambda request, planned, total: told.append((planned.query.text, total))
    )
    address = "/recherche/?q=mobilit%C3%A9"
    first = Client().get(address)
    again, queries = asked_again(f"{address}&utm_source=lettre")
    assert (again.content, queries, kept()) == (first.content, 0, 1)
    assert told == [("mobilité", 0)] * 3
    assert again.headers["Vary"] == "Accept-Encoding"


def test_shared_caches_keep_pages_only_where_they_are_told_what_changes(arbre, index, keeping):
    keeping.CACHE_PURGE_URL = "http://127.0.0.1:9/"
    assert Client().get("/agir/").headers["Cache-Control"] == "public, max-age=0, s-maxage=300, must-revalidate"
    assert Client().get("/recherche/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_name_of_a_request_is_its_own(arbre):
    named = [Client().get("/agir/", headers={"x-request-id": name}).headers["X-Request-ID"] for name in ("a", "b", "")]
    assert named[:2] == ["a", "b"]
    assert len(named[2]) == 16


def test_shelf_gives_up_what_was_not_asked_for_the_longest(arbre):
    shelf = Shelf(lambda: 100_000)
    made = {f"/{n}": (("http", "x", f"/{n}"), a_page(n)) for n in range(100)}
    for place, answer in made.values():
        shelf.keep(place, (), HttpRequest(), answer)
        shelf.find(("http", "x", "/0"), HttpRequest())
    left = [address for address, (place, _) in made.items() if shelf.find(place, HttpRequest())]
    assert left[0] == "/0"
    assert left[1:] == [f"/{n}" for n in range(100 - len(left) + 1, 100)]
    assert sum(2 * made[address][1].size for address in left) <= 100_000
    shelf.clear()
    assert len(shelf) == 0


def a_page(number):
    response = HttpResponse(f"page {number}" * 50)
    return middleware.kept_answer(response, keys=("a",), ends=0, since=1, cache_control="public")


def test_answer_made_while_the_site_changes_is_given_to_nobody_else(
    arbre, monkeypatch, django_capture_on_commit_callbacks
):
    def slow(request):
        with django_capture_on_commit_callbacks(execute=True):
            taxonomy.acteur()
        response = HttpResponse("of before")
        shows(request, "contenu")
        offer(request, response)
        return response

    request = request_with({"host": "testserver"})
    request.path = "/lente/"
    assert middleware.KeptAnswers(slow)(request).content == b"of before"
    assert middleware.find_kept(request) is None


def test_bytes_are_compressed_once(arbre, monkeypatch):
    Client().get("/agir/")
    monkeypatch.setattr(brotli, "compress", refuse)
    assert Client().get("/agir/", headers={"accept-encoding": "br"}).headers["Content-Encoding"] == "br"


def refuse(*args, **options):
    raise AssertionError("compressed again")
