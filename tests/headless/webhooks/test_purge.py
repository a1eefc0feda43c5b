"""The cache in front of the site is told what has changed, and is not believed when it forgets nothing."""

import http.server
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from headless.journal.enums import Evenement
from headless.journal.keeping import keep_journal
from headless.journal.models import EtatJournal, Modification
from headless.webhooks import purge as purging
from headless.webhooks.models import EtatDistribution
from headless.webhooks.purge import FORGETS_NOTHING, cles, purge
from liens.models import OccurrenceLien
from tests.factories import pages

pytestmark = pytest.mark.django_db


@contextmanager
def front():
    """A cache: `asked` holds (method, path, keys, soft) in order, `counts` what it says of each PURGE."""
    cache = SimpleNamespace(asked=[], counts=[], status=200)

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer("")

        def do_PURGE(self):
            self.answer(self.headers["Surrogate-Key"])

        def answer(self, keys):
            cache.asked.append((self.command, self.path, keys, "Fastly-Soft-Purge" in self.headers))
            self.send_response(cache.status)
            if self.command == "PURGE" and cache.counts:
                self.send_header("X-Purged", cache.counts.pop(0))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    cache.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield cache
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def cache(settings):
    with front() as one:
        settings.CACHE_PURGE_URL = one.url
        yield one


@pytest.fixture
def page():
    """A page that was published, and of which nothing is left to be told."""
    found = pages.ressource(pages.arbre().boite)
    keep_journal()
    EtatDistribution.ligne()
    EtatDistribution.objects.update(purge=EtatJournal.objects.get().dernier)
    return found


def change(page):
    page.save_revision().publish()
    keep_journal()


LISTS = "pages navigation recherche modifications"


def test_nothing_is_said_while_nothing_has_changed_or_nobody_listens(page, cache, settings):
    assert (purge(), cache.asked) == (0, [])
    change(page)
    settings.CACHE_PURGE_URL = ""
    assert (purge(), cache.asked) == (0, [])


def test_what_changed_is_purged_softly_and_said_once(page, cache):
    change(page)
    assert (purge(), purge()) == (6, 0)
    assert cache.asked == [("PURGE", "/", f"{LISTS} page-{page.pk} contenu", True)]


def test_what_was_withdrawn_goes_at_once(page, cache):
    page.unpublish()
    keep_journal()
    purge()
    assert cache.asked[0] == ("PURGE", "/", f"page-{page.pk}", False)
    assert cache.asked[1][2:] == (f"{LISTS} page-{page.pk} contenu", True)


def test_state_of_a_link_makes_the_pages_stale_that_show_it(page):
    lien = OccurrenceLien.objects.get(page=page).lien_id
    row = Modification(evenement=Evenement.LIEN_ETAT, lien_id=lien, ancien_etat="ok", etat="casse")
    assert cles([row]) == [*LISTS.split(), "liens", "releve-des-liens", "replis", f"page-{page.pk}"]


def test_too_many_changes_are_said_by_what_all_answers_share(page):
    assert cles(Modification(evenement=Evenement.PAGE_MODIFIEE, page_id=pk) for pk in range(201)) == ["api", "html"]


def test_cache_that_counts_is_believed_when_it_has_forgotten_something(page, cache):
    cache.counts = ["3"]
    change(page)
    assert (purge(), len(cache.asked)) == (6, 1)


def test_cache_that_found_nothing_is_put_to_the_proof_and_believed_when_it_forgets_the_witness(page, cache):
    cache.counts = ["0", "1"]
    change(page)
    assert purge() == 6
    assert cache.asked[1:] == [("GET", "/robots.txt", "", False), ("PURGE", "/", "temoin", True)]


def test_cache_that_forgets_nothing_is_named_and_told_again(page, cache, caplog):
    cache.counts = ["0", "0"]
    change(page)
    assert purge() == 0
    assert [record.message for record in caplog.records] == [FORGETS_NOTHING]
    cache.counts = ["2"]
    assert purge() == 6


def test_cache_that_is_away_or_refuses_is_told_with_the_next_change(page, cache, caplog, settings):
    change(page)
    cache.status = 503
    assert purge() == 0
    settings.CACHE_PURGE_URL = "http://127.0.0.1:9/"
    assert purge() == 0
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The cache was not told what to forget, it will be with the next change"
    ] * 2
    settings.CACHE_PURGE_URL = cache.url
    cache.status = 200
    assert purge() == 6


def test_many_keys_are_said_in_several_calls(page, cache, monkeypatch):
    monkeypatch.setattr(purging, "cles", lambda rows: [f"page-{pk}" for pk in range(1_500)])
    change(page)
    assert purge() == 1_500
    assert " ".join(asked[2] for asked in cache.asked).split() == [f"page-{pk}" for pk in range(1_500)]
    assert max(len(asked[2]) for asked in cache.asked) <= 4_000
