"""Several clients at once through the web server that `make demo` starts, and what that server holds afterwards."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scripts.bench.memory import answers, can_measure, held, running, wait_for
from scripts.bench.place import HOST, free_port
from scripts.bench.timing import percentile
from scripts.demo.processes import environment, web_command

CLIENTS = 8
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
    found = []
    with server(folder, variables) as (port, web):
        for face, path in FACES:
            asked = [f"{path}?{parameters}" for parameters in ASKED]
            p50, p95, rate = waits_of(port, asked, requests)
            rss = held(web)[0] if can_measure() else 0.0
            found.append(Row(engine, documents, face, p50, p95, rate, rss))
    return found


@contextmanager
def server(folder: Path, variables: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """(port, process) of the web server that `make demo` starts, once it answers."""
    port = free_port()
    url = f"http://{HOST}:{port}"
    log = folder / "bench-clients.log"
    named = environment(host=HOST, port=port) | dict(variables) | {"SITE_URL": url}
    with running(web_command(HOST, port), named, log) as web:
        wait_for(lambda: answers(f"{url}/"), "the web server", log)
        yield port, web


def waits_of(port: int, asked: Sequence[str], requests: int) -> tuple[float, float, float]:
    """(p50, p95, answers per second) of all clients together, who ask these addresses in turn."""
    _together(port, asked, len(asked))
    waits, seconds = _together(port, asked, requests)
    return percentile(waits, 50), percentile(waits, 95), len(waits) / seconds


def _together(port: int, addresses: Sequence[str], requests: int) -> tuple[list[float], float]:
    """(every wait in milliseconds, how many seconds it all took)."""
    waits: list[float] = []
    failures: list[BaseException] = []

    def ask_in_turn(first: int) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            for turn in range(requests):
                asked = addresses[(first + turn) % len(addresses)]
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
