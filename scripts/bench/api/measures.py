"""`python -m scripts.bench.api.measures`: our API against Wagtail's v2 and v3 on the same pages, in the same run.

What `make bench-api` calls. `--quick` measures little and writes nothing.
"""

import argparse
import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scripts.bench import place, report
from scripts.bench.api import clients as api_clients
from scripts.bench.api import messages
from scripts.bench.inprocess import InProcess
from scripts.bench.public import sql_of
from scripts.bench.timing import REPETITIONS, Timing, measure, ms, percentile, ratio
from scripts.demo.console import say

RESOURCES = 10_000
QUICK_RESOURCES = 60
CPU_RATIO, SQL_AT_MOST = 10.0, 4
PREVIEW_MS = 300.0
ALL_PAGES = "type=pages.Ressource"
OURS, V2, V3 = "/api/v3/contenus/", "/api/v2/pages/", "/api/v3/pages/"
WORDS = quote("mobilité durable")
TEXT = (
    "In process, all middlewares. v2 and v3 are Wagtail’s own, mounted beside ours. `fields=*` of v2 gives the "
    "same fields; its blocks are given by Wagtail’s own code, which is put back for its measures, so that it does not "
    "pay for the trees and image sizes that ours adds. v3 gives no field in a list but title and meta. « Heavy » is "
    "the page with the most blocks. gzip at level 6."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One address: its time, its SQL queries, its bytes as they are and compressed."""

    what: str
    who: str
    timing: Timing
    sql: int
    size: int
    zipped: int


def addresses() -> list[tuple[str, dict[str, str]]]:
    """By what is measured, the address of each API that gives it."""
    heavy = heaviest()
    lists = [
        (
            f"list of {limit}, all fields",
            {
                "ours": f"{OURS}?{ALL_PAGES}&fields=*&limit={limit}",
                "v2": f"{V2}?{ALL_PAGES}&fields=*&limit={limit}",
                "v3 (title, meta)": f"{V3}?{ALL_PAGES}&limit={limit}",
            },
        )
        for limit in (20, 100)
    ]
    return [
        *lists,
        ("heavy page", {"ours": f"{OURS}{heavy}/", "v2": f"{V2}{heavy}/", "v3": f"{V3}{heavy}/"}),
        (
            "search of two words, 20 hits",
            {
                "ours (9 facets)": f"/api/v3/recherche/?q={WORDS}",
                "v2": f"{V2}?{ALL_PAGES}&fields=*&limit=20&search={WORDS}",
                "v3 (title, meta)": f"{V3}?{ALL_PAGES}&limit=20&search={WORDS}",
            },
        ),
    ]


def heaviest() -> int:
    """The page with the longest body."""
    from django.db.models.functions import Length  # Django is set up by now, not when this module is read

    from pages.models import PageEditoriale

    found = PageEditoriale.objects.filter(live=True).order_by(Length("corps").desc()).values_list("pk", flat=True)
    return int(found[0])


def rows(*, repetitions: int) -> Iterator[Row]:
    """Every address of every API, then ours again where nothing has changed."""
    client = InProcess()
    for what, by_who in addresses():
        for who, address in by_who.items():
            with as_wagtail_gives() if who == "v2" else nullcontext():
                yield _row(client, what, who, address, repetitions)
    address = addresses()[0][1]["ours"]
    etag = client.get(address)["ETag"]
    again = {"If-None-Match": etag}
    timing = measure(lambda: expect(client.get(address, headers=again), 304), repetitions=repetitions)
    yield Row(addresses()[0][0], "ours, 304", timing, sql_of(address, _Asking(client, again)), 0, 0)


class _Asking:
    """A client whose every call carries these headers."""

    def __init__(self, client: Any, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)


def _row(client: Any, what: str, who: str, address: str, repetitions: int) -> Row:
    body = expect(client.get(address), 200).content
    timing = measure(lambda: expect(client.get(address), 200), repetitions=repetitions)
    return Row(what, who, timing, sql_of(address, client), len(body), len(gzip.compress(body, 6)))


def expect(answer: Any, status: int) -> Any:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code} instead of {status}: {answer.content[:300]!r}")
    return answer


@contextmanager
def as_wagtail_gives() -> Iterator[None]:
    """Blocks are given by the methods of Wagtail that ours replace."""
    from wagtail import blocks  # as in `heaviest`
    from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
    from wagtail.images.blocks import ImageChooserBlock

    from pages.blocks.figures import CellulesBlock
    from pages.blocks.lists import PageCiteeBlock, PagesCiteesBlock
    from pages.blocks.media import IllustrationBlock, ImageBlock
    from pages.blocks.text import TexteRicheBlock

    stock: tuple[tuple[Any, Any], ...] = (
        (TexteRicheBlock, blocks.RichTextBlock),
        (PageCiteeBlock, blocks.PageChooserBlock),
        (PagesCiteesBlock, blocks.ListBlock),
        (ImageBlock, ImageChooserBlock),
        (IllustrationBlock, blocks.StructBlock),
        (CellulesBlock, TypedTableBlock),
    )
    kept = [(ours, ours.__dict__["get_api_representation"]) for ours, _ in stock]
    try:
        for ours, theirs in stock:
            ours.get_api_representation = theirs.get_api_representation
        yield
    finally:
        for ours, method in kept:
            ours.get_api_representation = method


def preview(*, repetitions: int) -> Timing:
    """From a draft in the editor's hands to the API's answer to the front end that shows it."""
    from pages.models import PageEditoriale  # as above

    client = InProcess()
    page = PageEditoriale.objects.get(pk=heaviest()).specific

    def show() -> None:
        token = page.create_page_preview().token
        kind = page.get_content_type_str()
        expect(client.get(f"/api/v3/apercu/?content_type={kind}&token={quote(token)}"), 200)

    return measure(show, repetitions=repetitions)


def section(
    found: list[Row], served: list[api_clients.ClientsRow], drafted: Timing, told: list[float]
) -> report.Section:
    """Every row, and what is wanted of ours."""
    by_name = {(row.what, row.who): row for row in found}
    lists = [what for what in dict.fromkeys(row.what for row in found) if what.startswith("list")]
    targets = []
    for what in (*lists, "heavy page"):
        ours, v2 = by_name[what, "ours"], by_name[what, "v2"]
        gained = v2.timing.cpu / max(ours.timing.cpu, 0.001)
        targets.append((f"{what}: CPU of v2 ÷ ours", f"≥ × {CPU_RATIO:.0f}", ratio(gained), gained >= CPU_RATIO))
    most = max(by_name[what, "ours"].sql for what in lists)
    targets.append(("SQL of a list, whatever its length", f"≤ {SQL_AT_MOST}", str(most), most <= SQL_AT_MOST))
    unchanged = by_name[lists[0], "ours, 304"].sql
    targets.append(("SQL of a 304", "0", str(unchanged), unchanged == 0))
    targets.append(("preview, p50", f"≤ {PREVIEW_MS:.0f} ms", f"{ms(drafted.p50)} ms", drafted.p50 <= PREVIEW_MS))
    late = percentile(told, 95)
    wanted = messages.SECONDS_AT_MOST
    targets.append(("publish → message received, p95", f"≤ {wanted:.0f} s", f"{late:.2f} s", late <= wanted))
    shown = [
        (row.what, row.who, row.timing.shown, ms(row.timing.cpu), str(row.sql), _kib(row.size), _kib(row.zipped))
        for row in found
    ]
    clients = [(row.who, ms(row.p50), ms(row.p95), f"{row.per_second:.0f}", f"{row.rss:.0f}") for row in served]
    tables = [
        report.Table(("what", "API", "p50 / p95 ms", "CPU ms", "SQL", "KiB", "gzip KiB"), shown),
        report.Table(("8 clients, list of 20", "p50 ms", "p95 ms", "answers/s", "server RSS MiB"), clients),
    ]
    return report.Section("api", "The API against Wagtail’s own", TEXT, tables, targets)


def _kib(size: int) -> str:
    return f"{size / 1024:.1f}" if size else "0"


def run(folder: Path, resources: int, *, repetitions: int, requests: int, publications: int) -> report.Section:
    """Prepare the corpus, have every body ready as in a running site, measure."""
    from django.test.utils import override_settings  # as in `heaviest`

    place.prepare()
    documents = place.grow(resources, 17)
    say(f"… {documents} documents")
    from headless.contenus.turns import render_waiting

    place.command("search_rebuild")
    say(f"… {render_waiting()} bodies")
    with override_settings(ROOT_URLCONF="scripts.bench.urls"):
        found = list(rows(repetitions=repetitions))
    asked = {who: address for what, by_who in addresses()[:1] for who, address in by_who.items()}
    served = api_clients.rows(asked, folder, requests=requests)
    drafted = preview(repetitions=repetitions)
    return section(found, served, drafted, messages.waits(folder, publications=publications))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.api.measures", description="Measures the API.")
    parser.add_argument("--quick", action="store_true", help="little of everything, nothing written")
    parser.add_argument("--ressources", type=int, default=RESOURCES, metavar="N", help="size of the corpus")
    parser.add_argument("--repetitions", type=int, default=REPETITIONS, help="calls per figure")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    size, repetitions, requests, publications = options.ressources, options.repetitions, 60, 20
    if options.quick:
        size, repetitions, requests, publications = QUICK_RESOURCES, 3, 4, 2
    with place.own_folder() as folder:
        measured = run(folder, size, repetitions=repetitions, requests=requests, publications=publications)
    say(f"\n{measured.markdown()}")
    if not (options.quick or options.no_write):
        report.write([measured], " ".join(["python -m scripts.bench.api.measures", *arguments]))
        say(f"\n{report.DOCUMENT.relative_to(report.ROOT)} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
