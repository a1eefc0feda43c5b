"""`python -m scripts.bench.edges`: what `make bench-edges` calls. `--quick` measures little and writes nothing.

The web server of `make demo`, the demo content, the limits that a fresh clone has. While twenty connections ask for one
dear thing as fast as they can, a visitor of another address asks for the home page and for searches.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from scripts.bench import place, report
from scripts.bench.clients import HOST, server
from scripts.bench.edges.hammer import CONNECTIONS
from scripts.bench.memory import can_measure, held
from scripts.bench.timing import ms, percentile
from scripts.demo.console import say
from scripts.demo.places import ROOT

MS_AT_MOST = 300.0
ASKED = 60
QUICK_ASKED = 5
HOME, SEARCH = "/", f"/recherche/?q={quote('mobilité')}"
#: Two of these make a search that nobody has asked before.
WORDS = ("mobilité", "guide", "eau", "commune", "association", "diagnostic", "climat", "emploi", "formation")
PAIRS = list(permutations(WORDS, 2))
WARMING_PAIRS = 3
PROXIED = {"TRUSTED_PROXIES": "1"}
VISITOR = "198.51.100.7"
#: As many as a C.A.P. holds.
ELEMENTS = 300
WARMING = 2.0
TEXT = (
    f"The web server of `make demo` with its content and its limits; one hammer of {CONNECTIONS} connections in a "
    "process of its own, which shares the two cores and asks again as soon as it is answered, refused or not. « One "
    "address »: all its connections come from one. « Strangers »: each request comes from one that was never seen, as "
    "a trusted proxy tells (`X-Forwarded-For`), so that no limit stops them and lanes alone do. Meanwhile a visitor "
    "asks, from an address of his own and one after the other, for the home page and for a search, each time for other "
    "words. The PDF is that of "
    "a C.A.P. of 300 elements; passwords are wrong, each for another name."
)


class Waits(NamedTuple):
    """What a visitor waited, in milliseconds, and how often he was refused."""

    p50: float
    p95: float
    refused: int

    @property
    def shown(self) -> str:
        return f"{ms(self.p50)} / {ms(self.p95)}{self.blame}"

    @property
    def blame(self) -> str:
        return f", {self.refused} refused" if self.refused else ""


class Row(NamedTuple):
    """What a visitor met, what the hammer was answered in a second, and what the server holds afterwards, in MiB."""

    what: str
    who: str
    home: Waits
    search: Waits
    statuses: Mapping[str, float]
    rss: float


def targets_of(cap: str) -> dict[str, tuple[str, str]]:
    """By name, what is hammered: how it is asked, and its address."""
    return {
        "nothing": ("", ""),
        "`openapi.json`": ("get", "/api/v3/openapi.json"),
        "PDF of a full C.A.P.": ("get", f"/cap/lire/{cap}/?format=pdf"),
        "login": ("login", "/admin/login/"),
        "print view": ("get", "/recherche/imprimer/"),
        "export": ("get", "/recherche/export.csv"),
        "page of a full C.A.P.": ("get", f"/cap/lire/{cap}/"),
        "search": ("get", SEARCH),
        "`sitemap.xml`": ("get", "/sitemap.xml"),
    }


def rows(folder: Path, cap: str, *, asked: int, only: str) -> Iterator[Row]:
    """A row for each thing that is hammered, by one address and by strangers; each with a server of its own."""
    for what, (kind, path) in targets_of(cap).items():
        if only and only not in what:
            continue
        for who in ("one address", "strangers") if kind else ("–",):
            with server(folder, PROXIED) as (port, web):
                waits(port, PAIRS[:WARMING_PAIRS])
                with hammered(folder, port, kind, path, strangers=who == "strangers") as counted:
                    if kind:
                        time.sleep(WARMING)
                    home, search = waits(port, PAIRS[WARMING_PAIRS:][:asked])
                rss = held(web)[0] if can_measure() else 0.0
            yield Row(what, who, home, search, counted, rss)


@contextmanager
def hammered(folder: Path, port: int, kind: str, path: str, *, strangers: bool) -> Iterator[dict[str, float]]:
    """While this is hammered; afterwards the yielded dictionary says the answers per second of each status."""
    counted: dict[str, float] = {}
    if not kind:
        yield counted
        return
    order = folder / "bench-hammer.json"
    order.write_text(json.dumps({"kind": kind, "path": path, "strangers": strangers}))
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 -- our own module
        [sys.executable, "-m", "scripts.bench.edges.hammer", str(port), str(order)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield counted
    finally:
        seconds = time.monotonic() - began
        said, _ = process.communicate("")
    counted |= {status: number / seconds for status, number in sorted(json.loads(said).items())}


def waits(port: int, asked: Sequence[tuple[str, str]]) -> tuple[Waits, Waits]:
    """What one visitor waits for the home page and, by turns with it, for a search that nobody has asked before."""
    found: dict[str, list[float]] = {HOME: [], SEARCH: []}
    refused = dict.fromkeys(found, 0)
    connection = http.client.HTTPConnection(HOST, port, timeout=120)
    for both in asked:
        for name, taken in found.items():
            path = HOME if name == HOME else f"/recherche/?q={quote(' '.join(both))}"
            start = time.perf_counter()
            connection.request("GET", path, headers={"X-Forwarded-For": VISITOR})
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - start) * 1_000)
            if answer.status not in (200, 503):
                raise RuntimeError(f"{path} answered {answer.status}")
            refused[name] += answer.status == 503
    connection.close()
    home, search = (Waits(percentile(taken, 50), percentile(taken, 95), refused[path]) for path, taken in found.items())
    return home, search


def full_cap() -> str:
    """The reading secret of a C.A.P. that holds as much as one may."""
    from cap import editing  # Django is set up by now, not when this module is read
    from pages.models import PageEditoriale, Ressource

    cap, secret = editing.create_cap()
    pages = list(PageEditoriale.objects.type(Ressource).live().order_by("pk")[:ELEMENTS])
    editing.add_pages(cap, pages)
    for number in range(ELEMENTS - len(pages)):
        editing.add_link(cap, famille="outil", titre=f"Notre outil n° {number}", url=f"https://nous.example/{number}")
    return editing.lien_de_lecture(cap, edition=secret)


def section(found: Sequence[Row]) -> report.Section:
    """The report."""
    shown = [
        (
            one.what,
            one.who,
            one.home.shown,
            one.search.shown,
            ", ".join(f"{status}: {rate:.1f}" for status, rate in one.statuses.items()) or "–",
            f"{one.rss:.0f}",
        )
        for one in found
    ]
    targets = [
        (
            f"{one.what}, {one.who}: {name}, p95",
            f"≤ {MS_AT_MOST:.0f} ms",
            f"{ms(waited.p95)} ms{waited.blame}",
            waited.p95 <= MS_AT_MOST and not waited.refused,
        )
        for one in found
        if one.statuses
        for name, waited in (("home", one.home), ("search", one.search))
    ]
    header = (
        "hammered",
        "by",
        "home, p50 / p95 ms",
        "search, p50 / p95 ms",
        "answers/s to the hammer, by status",
        "server RSS MiB",
    )
    return report.Section("edges", "Hammered", TEXT, [report.Table(header, shown)], targets)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.edges", description="Measures the edges.")
    parser.add_argument("--quick", action="store_true", help="little of everything, nothing written")
    parser.add_argument("--only", default="", help="only what is hammered under a name with these letters")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    found = []
    with place.own_folder() as folder:
        place.prepare()
        place.command("search_rebuild")
        cap = full_cap()
        for name in place.RATES:
            os.environ.pop(name)
        for one in rows(folder, cap, asked=QUICK_ASKED if options.quick else ASKED, only=options.only):
            say(f"… {one.what}, {one.who}: {one.home} {one.search} {dict(one.statuses)}")
            found.append(one)
    told = section(found)
    say(f"\n{told.markdown()}")
    if not (options.quick or options.no_write or options.only):
        report.write([told], " ".join(["python -m scripts.bench.edges", *arguments]))
        say(f"\n{report.DOCUMENT.relative_to(report.ROOT)} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
