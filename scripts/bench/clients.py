"""Several clients at once through the web server that `make demo` starts, and what that server holds afterwards."""

import http.client
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scripts.bench.memory import answers, can_measure, held, running, wait_for
from scripts.bench.timing import percentile
from scripts.demo.processes import environment, web_command

CLIENTS = 8
HOST = "127.0.0.1"
#: Asked in turn by every client: words, filters, both, nothing, a second page.
ASKED = (
    "q=" + quote("mobilité durable"),
    "q=" + quote("économie sociale") + "&acteur=associations",
    "territoire=reg-84&critere=sociaux&odd=11",
    "",
    "q=eau&domaine=environnement",
    "q=formation&page=2",
)
FACES = (("JSON", "/api/v3/recherche/"), ("HTML", "/recherche/"))


@dataclass(frozen=True, slots=True)
class Row:
    """Milliseconds that a client waited, answers per second of all together, and the server's memory in MiB."""

    engine: str
    documents: int
    face: str
    p50: float
    p95: float
    per_second: float
    rss: float


def rows(engine: str, documents: int, folder: Path, variables: Mapping[str, str], *, requests: int) -> list[Row]:
    """One row per face of the search, `requests` of each client."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    url = f"http://{HOST}:{port}"
    log = folder / "bench-clients.log"
    named = environment(host=HOST, port=port) | dict(variables) | {"SITE_URL": url}
    with running(web_command(HOST, port), named, log) as web:
        wait_for(lambda: answers(f"{url}/"), "the web server", log)
        found = []
        for face, path in FACES:
            _together(port, path, len(ASKED))
            waits, seconds = _together(port, path, requests)
            rss = held(web)[0] if can_measure() else 0.0
            rate = len(waits) / seconds
            found.append(Row(engine, documents, face, percentile(waits, 50), percentile(waits, 95), rate, rss))
        return found


def _together(port: int, path: str, requests: int) -> tuple[list[float], float]:
    """(every wait in milliseconds, how many seconds it all took)."""
    waits: list[float] = []
    failures: list[BaseException] = []

    def ask_in_turn(first: int) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            for turn in range(requests):
                asked = f"{path}?{ASKED[(first + turn) % len(ASKED)]}"
                start = time.perf_counter()
                connection.request("GET", asked)
                answer = connection.getresponse()
                answer.read()
                waits.append((time.perf_counter() - start) * 1_000)
                if answer.status != 200:
                    raise RuntimeError(f"{asked} answered {answer.status}")
        except (OSError, RuntimeError, http.client.HTTPException) as exc:
            failures.append(exc)
        finally:
            connection.close()

    start = time.perf_counter()
    threads = [threading.Thread(target=ask_in_turn, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError("a client was not answered") from failures[0]
    return waits, time.perf_counter() - start
