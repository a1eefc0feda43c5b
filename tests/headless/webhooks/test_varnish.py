"""Varnish, with the configuration that we ship: it forgets what it is told to, and shows nothing old but in need."""

import http.client
import http.server
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as site
from django.db import transaction

from cms.kept.middleware import forget
from headless.journal.keeping import keep_journal
from headless.webhooks.models import EtatDistribution
from headless.webhooks.purge import FORGETS_NOTHING, purge
from pages.models import Accueil
from tests.factories import pages
from tests.resources import varnish

pytestmark = [pytest.mark.varnish, pytest.mark.xdist_group("varnish")]
VCL = Path(site.BASE_DIR) / "docs" / "exemples" / "varnish.vcl"
COPY = "    set beresp.http.xkey = beresp.http.Surrogate-Key;\n"
PATIENCE = 30.0


@contextmanager
def running(port, text=None):
    """Varnish in front of what listens on `port`; gives its own port."""
    text = text or VCL.read_text()
    assert '.port = "8000"' in text
    folder = Path(tempfile.mkdtemp(prefix="odd17-varnish-"))
    configuration = folder / "site.vcl"
    configuration.write_text(text.replace('.port = "8000"', f'.port = "{port}"').replace("= 5s;", "= 0.1s;"))
    command = [varnish(), "-F", "-j", "none", "-n", str(folder / "work"), "-f", str(configuration)]
    command += ["-a", "127.0.0.1:0", "-s", "malloc,16m", "-p", "thread_pools=1", "-p", "thread_pool_min=10"]
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield wait_for(lambda: listening(folder, process), f"varnishd does not answer: {folder / 'log'}")
    finally:
        process.terminate()
        process.wait()
        log.close()
        shutil.rmtree(folder)


def listening(folder, process):
    """The port that Varnish has chosen, once it has."""
    assert process.poll() is None, (folder / "log").read_text()
    told = subprocess.run(
        ["varnishadm", "-n", str(folder / "work"), "debug.listen_address"], capture_output=True, text=True, check=False
    )
    words = told.stdout.split()
    return int(words[2]) if told.returncode == 0 and len(words) >= 3 else None


def wait_for(what, complaint):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(complaint)


def ask(port, path="/", method="GET", **headers):
    """(status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def purged(port, keys, **headers):
    """How many answers Varnish says that it gave up."""
    status, told, _ = ask(port, method="PURGE", surrogate_key=keys, **headers)
    assert status == 200
    return int(told["X-Purged"])


@contextmanager
def origin():
    """A site: `said` is what it says, `calls` counts how often it was asked for a page."""
    site = SimpleNamespace(said="one", calls=0, keys="contenu page-1 html")

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/sante/":
                site.calls += 1
            body = site.said.encode()
            known = self.headers["If-None-Match"] == f'"{site.said}"'
            self.send_response(304 if known else 200)
            self.send_header("Cache-Control", "public, max-age=0, s-maxage=300, must-revalidate")
            self.send_header("ETag", f'"{site.said}"')
            self.send_header("Surrogate-Key", site.keys)
            self.send_header("Content-Length", str(0 if known else len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    site.port = server.server_address[1]
    site.end = lambda: (server.shutdown(), server.server_close())
    try:
        yield site
    finally:
        site.end()


@pytest.fixture
def front():
    with origin() as behind, running(behind.port) as port:
        yield SimpleNamespace(port=port, origin=behind)


def test_page_is_kept_until_one_of_its_keys_is_purged(front):
    first, again = ask(front.port)[2], ask(front.port)[2]
    front.origin.said = "two"
    kept = ask(front.port)[2]
    counts = [purged(front.port, "page-2"), purged(front.port, "page-2 page-1", fastly_soft_purge="1")]
    assert (first, again, kept, counts, ask(front.port)[2]) == (b"one", b"one", b"one", [0, 1], b"two")
    assert front.origin.calls == 2


def test_page_that_is_as_it_was_is_not_sent_again(front):
    ask(front.port)
    purged(front.port, "html", fastly_soft_purge="1")
    assert (ask(front.port)[::2], front.origin.calls) == ((200, b"one"), 2)
    assert (ask(front.port)[::2], front.origin.calls) == ((200, b"one"), 2)


def test_who_has_the_page_is_told_so_without_asking_the_site(front):
    _, headers, _ = ask(front.port)
    assert (ask(front.port, if_none_match=headers["ETag"])[0], front.origin.calls) == (304, 1)
    assert {"xkey", "Surrogate-Key"}.isdisjoint(headers)


@pytest.mark.parametrize(
    "headers", [{"cookie": "a=b; sessionid=x"}, {"authorization": "Bearer x"}, {"hx_request": "true"}]
)
def test_who_asks_for_something_of_his_own_is_answered_by_the_site(front, headers):
    ask(front.port)
    ask(front.port, **headers)
    assert front.origin.calls == 2
    ask(front.port, cookie="csrftoken=x")
    assert front.origin.calls == 2


def test_old_page_is_shown_while_the_site_is_down_unless_it_was_withdrawn(front):
    ask(front.port, "/old/")
    front.origin.keys = "page-2"
    ask(front.port, "/withdrawn/")
    purged(front.port, "page-1", fastly_soft_purge="1")
    purged(front.port, "page-2")
    front.origin.end()
    assert wait_for(lambda: ask(front.port, "/old/")[0] == 200, "the old page is not shown")
    assert (ask(front.port, "/old/")[2], ask(front.port, "/withdrawn/")[0]) == (b"one", 503)


def test_purge_names_keys_and_comes_from_the_site_itself(front):
    assert ask(front.port, method="PURGE")[0] == 400
    text = VCL.read_text().replace('    "127.0.0.1";\n', '    "192.0.2.1";\n')
    with running(front.origin.port, text) as port:
        assert ask(port, method="PURGE", surrogate_key="html")[0] == 403


@pytest.fixture
def published(live_server, settings):
    """The site itself behind Varnish, its home page kept there, then published with another promise."""
    settings.KEPT_PAGES_MB = 8
    forget()
    home = pages.arbre().accueil
    keep_journal()
    with transaction.atomic():
        EtatDistribution.ligne()
    purge_port = int(live_server.url.rpartition(":")[2])

    def publish(text=None):
        with running(purge_port, text) as port:
            settings.CACHE_PURGE_URL = f"http://127.0.0.1:{port}/"
            purge()
            promises = [promise_of(port)]
            page = Accueil.objects.get(pk=home.pk)
            page.promesse = "Autre promesse."
            page.save_revision().publish()
            keep_journal()
            promises.append(promise_of(port))
            said = purge()
            return (*promises, promise_of(port), said > 0)

    return publish


def promise_of(port):
    body = ask(port, "/", host="localhost")[2].decode()
    return body.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.django_db(transaction=True)
def test_published_page_is_seen_through_varnish_once_it_was_told(published):
    assert published() == ("Trouver ce qui existe.", "Trouver ce qui existe.", "Autre promesse.", True)


@pytest.mark.django_db(transaction=True)
def test_varnish_that_does_not_read_our_keys_is_found_out(published, caplog):
    text = VCL.read_text()
    assert COPY in text
    old = "Trouver ce qui existe."
    assert published(text.replace(COPY, "")) == (old, old, old, False)
    assert FORGETS_NOTHING in [record.message for record in caplog.records]
