"""From « publier » to the message that another site has received, with the worker in a process of its own."""

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.bench.memory import running, wait_for
from scripts.bench.place import HOST
from scripts.demo.processes import environment, worker_command

SECONDS_AT_MOST = 2.0
PATIENCE = 60.0


def waits(folder: Path, *, publications: int) -> list[float]:
    """Seconds of each publication, which is counted, until the message about it has come."""
    from headless.journal.keeping import keep_journal  # Django is set up by now, not when this module is read
    from headless.webhooks.distribution import distribute
    from headless.webhooks.models import Abonnement

    # What was written before is told to nobody, and the page that is published was told of as a new one.
    _publish()
    keep_journal()
    distribute()
    log = folder / "bench-messages.log"
    named = environment(host=HOST, port=0) | {"LINKS_ALLOW_LOOPBACK": "1"}
    with _receiver() as (url, received), running(worker_command(), named, log):
        wait_for(lambda: b" ready." in log.read_bytes(), "the worker", log)
        Abonnement.objects.create(nom="Mesure", url=url, evenements=["page.modifiee"])
        try:
            return [_published_and_received(received) for _ in range(publications)]
        finally:
            Abonnement.objects.all().delete()


def _published_and_received(received: threading.Semaphore) -> float:
    start = _publish()
    if not received.acquire(timeout=PATIENCE):
        raise RuntimeError(f"no message came within {PATIENCE:.0f} s")
    return time.perf_counter() - start


def _publish() -> float:
    """Publish the newest resource with another text; returns when that was begun."""
    from pages.models import Ressource  # as above

    page = Ressource.objects.live().order_by("-pk").first()
    if page is None:
        raise RuntimeError("there is no page to publish")
    page.chapo = f"Publié à {time.time()}."
    start = time.perf_counter()
    page.save_revision().publish()
    return start


@contextmanager
def _receiver() -> Iterator[tuple[str, threading.Semaphore]]:
    """(address, one permit for each message that has come)."""
    received = threading.Semaphore(0)

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()
            received.release()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer((HOST, 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/", received
    finally:
        server.shutdown()
        server.server_close()
