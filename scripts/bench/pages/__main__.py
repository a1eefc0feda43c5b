"""`python -m scripts.bench.pages`: what `make bench-pages` calls. `--quick` measures little and writes nothing.

This build, the one of before and stock Wagtail, in one run, by the same web server, with eight connections: with the
demo content, then with the corpus beside it.
"""

import argparse
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from scripts.bench import place, report
from scripts.bench.pages import servers
from scripts.bench.pages.load import CONNECTIONS
from scripts.bench.pages.servers import MissingError, Served
from scripts.bench.pages.staleness import Drill, drill
from scripts.bench.timing import ms
from scripts.demo.console import say
from scripts.demo.places import ROOT

CORPUS = 10_000
SECONDS, QUICK_SECONDS = 5.0, 1.0
READS, PUBLICATIONS = 10_000, 500
#: A place for answers that was never warm says little.
WARMING = 0.2
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html"}
SEARCH = f"/recherche/?q={quote('mobilité durable')}"
FASTER = {"home": 20.0, "boîte": 20.0, "ressource": 20.0, "search": 5.0, "sitemap": 50.0}
CPU_OF_304 = 0.4
COLD_START, AT_REST = 2.0, 180.0
#: What the stock site calls the pages that it has as well.
STOCK = {"home": "home", "boîte": "boite", "ressource": "ressource"}
TEXT = (
    f"Through the web server of `make demo`, one process, {CONNECTIONS} connections that ask again as soon as they are "
    "answered, as a browser that takes `br`; the client shares the machine. « Before » is the last commit that made "
    "each page anew, on a copy of the same database. « Stock » is Wagtail with a page of one text, as many pages, HTML "
    "of the same length, and Wagtail’s usual middlewares, by the same server; « cached » with `wagtail-cache` 3.0 in "
    "memory. CPU is the server’s own, by answer."
)


class Rate(NamedTuple):
    """Answers per second, what they were waited for, and the server’s work for one, in milliseconds."""

    per_second: float
    p50: float
    p95: float
    cpu: float
    statuses: Mapping[str, int]


class Row(NamedTuple):
    """What was asked of whom."""

    content: str
    what: str
    who: str
    rate: Rate


def measure(site: Served, path: str, seconds: float, **headers: str) -> Rate:
    """What this site answers to one address."""
    order = {"paths": [path], "headers": BROWSER | headers}
    _load(site.port, {**order, "seconds": seconds * WARMING})
    worked = site.cpu
    said = _load(site.port, {**order, "seconds": seconds})
    answers = sum(said["statuses"].values())
    if set(said["statuses"]) - {"200", "304"}:
        raise RuntimeError(f"{path} answered {said['statuses']}")
    return Rate(said["per_second"], said["p50"], said["p95"], (site.cpu - worked) / answers, said["statuses"])


def _load(port: int, order: dict[str, object]) -> dict[str, Any]:
    command = [sys.executable, "-m", "scripts.bench.pages.load", str(port), json.dumps(order)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  our own module
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one_answer(site: Served, path: str) -> tuple[str, bytes]:
    """(the ETag, the HTML) of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return answer.getheader("ETag", ""), body


def addresses() -> dict[str, str]:
    """What is asked, by name: of the pages, the fullest boîte and one ressource below it."""
    from pages.models import Accueil, BoiteAOutils, Ressource  # Django is set up by now

    boite = max(BoiteAOutils.objects.live().public(), key=lambda one: one.numchild)
    ressource = Ressource.objects.live().public().child_of(boite).order_by("pk").first()
    pages = {"home": Accueil.objects.live().first(), "boîte": boite, "ressource": ressource}
    found = {name: quote(unquote(page.get_url())) for name, page in pages.items() if page}
    return {**found, "search": SEARCH, "sitemap": "/sitemap.xml"}


def rows(folder: Path, code: Path, content: str, pages: int, seconds: float) -> Iterator[Row]:
    """Each thing that is asked, of each site."""
    asked = addresses()
    with servers.ours(folder) as site:
        lengths = {STOCK[name]: len(one_answer(site, asked[name])[1]) for name in STOCK}
        for name, path in asked.items():
            yield Row(content, name, "ours", measure(site, path, seconds))
        etag, _ = one_answer(site, asked["ressource"])
        yield Row(
            content, "ressource, 304", "ours", measure(site, asked["ressource"], seconds, **{"If-None-Match": etag})
        )
    with servers.before(folder, code) as site:
        for name, path in asked.items():
            yield Row(content, name, "before", measure(site, path, seconds))
    stock = folder.with_name(f"{folder.name}-stock")
    stock.mkdir(exist_ok=True)
    servers.fetch_wagtail_cache(stock)
    found = servers.fill_stock(stock, pages, lengths)
    for who, cached in (("stock, cached", True), ("stock", False)):
        with servers.stock(stock, cached=cached) as site:
            for name, key in STOCK.items():
                yield Row(content, name, who, measure(site, found[key], seconds))


class Rest(NamedTuple):
    """With this content: seconds from the start of web to its first answer, MiB that it holds after one of each."""

    content: str
    start: float
    pss: float

    def targets(self) -> Iterator[tuple[str, str, str, bool]]:
        """What is wanted of it, as the report says it; the memory only where the system tells."""
        yield (
            f"{self.content}: cold start of web",
            f"≤ {COLD_START:.0f} s",
            f"{self.start:.1f} s",
            self.start <= COLD_START,
        )
        if self.pss:
            told = f"{self.pss:.0f} MiB"
            yield f"{self.content}: web at rest, PSS", f"≤ {AT_REST:.0f} MiB", told, self.pss <= AT_REST


def at_rest(folder: Path, content: str) -> Rest:
    """Start web anew, and let it rest."""
    with servers.ours(folder) as site:
        for path in addresses().values():
            one_answer(site, path)
        time.sleep(1)
        return Rest(content, site.seconds, site.pss)


def section(found: Sequence[Row], drilled: Drill | None, rests: Sequence[Rest]) -> report.Section:
    """The report."""
    by = {(one.content, one.what, one.who): one.rate for one in found}
    targets = []
    for (content, what, who), rate in by.items():
        if who != "ours":
            continue
        for other, wanted in (
            ("before", FASTER.get(what)),
            ("stock, cached", 2.0 if what in STOCK else None),
            ("stock", 5.0 if what in STOCK else None),
        ):
            reference = by.get((content, what, other))
            if reference and wanted:
                times = rate.per_second / reference.per_second
                targets.append((f"{content}: {what} ÷ {other}", f"≥ × {wanted:.0f}", f"× {times:.1f}", times >= wanted))
        if what.endswith("304"):
            targets.append(
                (f"{content}: {what}", f"< {CPU_OF_304} ms CPU", f"{rate.cpu:.2f} ms", rate.cpu < CPU_OF_304)
            )
    if drilled:
        said = f"{drilled.stale} of {drilled.reads} reads beside {drilled.publications} publications"
        targets.append(("stale answers", "0", said, drilled.stale == 0))
    targets += [target for rest in rests for target in rest.targets()]
    shown = [
        (
            one.content,
            one.what,
            one.who,
            f"{one.rate.per_second:.0f}",
            f"{ms(one.rate.p50)} / {ms(one.rate.p95)}",
            ms(one.rate.cpu),
        )
        for one in found
    ]
    header = ("content", "asked", "of", "answers/s", "p50 / p95 ms", "CPU ms by answer")
    return report.Section("pages", "Pages served ready", TEXT, [report.Table(header, shown)], targets)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.pages", description="Measures pages served ready.")
    parser.add_argument(
        "--quick", action="store_true", help="little of everything, the demo content alone; writes nothing"
    )
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    parser.add_argument("--before", default=servers.BEFORE, help="the revision to compare with")
    options = parser.parse_args(arguments)
    found: list[Row] = []
    rests: list[Rest] = []
    with place.own_folder() as folder:
        place.prepare()
        place.command("search_rebuild")
        place.command("collectstatic", interactive=False)
        try:
            code = servers.code_of(options.before, folder)
            for content, resources in (("demo", 0), (f"demo and {CORPUS:_}".replace("_", "\u00a0"), CORPUS)):
                if resources and options.quick:
                    break
                if resources:
                    place.grow(resources, seed=17)
                    place.command("search_rebuild")
                seconds = QUICK_SECONDS if options.quick else SECONDS
                for row in rows(folder, code, content, resources or 250, seconds):
                    rate = row.rate
                    say(f"… {row.content}, {row.what}, {row.who}: {rate.per_second:.0f}/s, CPU {ms(rate.cpu)} ms")
                    found.append(row)
                rests.append(at_rest(folder, content))
        except MissingError as exc:
            say(f"✗ {exc}")
            return 1
        with servers.ours(folder) as site:
            few = options.quick
            drilled = drill(site.port, reads=200 if few else READS, publications=10 if few else PUBLICATIONS)
    told = section(found, drilled, rests)
    say(f"\n{told.markdown()}")
    if not (options.quick or options.no_write):
        report.write([told], " ".join(["python -m scripts.bench.pages", *arguments]))
        say(f"\n{report.DOCUMENT.relative_to(report.ROOT)} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
