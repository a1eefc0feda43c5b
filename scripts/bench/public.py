"""Public pages through the whole stack, with every cache emptied before each request."""

from collections.abc import Iterator

from scripts.bench.place import HOST
from scripts.bench.report import Section, Table
from scripts.bench.timing import REPETITIONS, Timing, measure, ms

MS_AT_MOST, SQL_AT_MOST = 30.0, 25
Row = tuple[str, int, int, Timing, int]
TEXT = (
    "Django’s test client, all middlewares, caches emptied before each request, terms and templates already in "
    "memory as in a running server. Each type of page is measured on the one that has the most children and, "
    "where another has far fewer, on that one too."
)


def addresses() -> Iterator[tuple[str, str, int]]:
    """(type, path, children) of the pages to measure."""
    from pages.page_types import page_types  # Django is set up by now, not when this module is read

    for model in page_types():
        name, pages = model.__name__, model._default_manager.live().order_by("-numchild", "path")
        most, least = pages.first(), pages.last()
        if most is None:
            continue
        yield name, most.get_url() or "/", most.numchild
        if least.numchild * 3 < most.numchild:
            yield name, least.get_url() or "/", least.numchild
    yield "404", "/nulle-part/", 0
    yield "sitemap", "/sitemap.xml", 0


def rows(documents: int, *, repetitions: int = REPETITIONS) -> list[Row]:
    """One row per page: type, documents on the site, children, time, SQL queries."""
    from django.core.cache import cache  # as above
    from django.test import Client

    client = Client(SERVER_NAME=HOST)
    found = []
    for name, path, children in addresses():
        expected = 404 if name == "404" else 200
        timing = measure(lambda p=path, s=expected: _get(client, p, s), repetitions=repetitions, before=cache.clear)  # type: ignore[misc]  # bound at once
        cache.clear()
        found.append((name, documents, children, timing, sql_of(path, client)))
    return found


def sql_of(path: str, client: object) -> int:
    """How many SQL queries one request makes."""
    from django.db import connection  # as above
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(path)  # type: ignore[attr-defined]  # Django's test client
    return len(captured)


def _get(client: object, path: str, expected: int) -> None:
    answer = client.get(path)  # type: ignore[attr-defined]  # Django's test client
    if answer.status_code != expected:
        raise RuntimeError(f"{path} answered {answer.status_code} instead of {expected}")
    b"".join(answer.streaming_content) if answer.streaming else answer.content


def section(found: list[Row]) -> Section:
    """The report of all sizes together."""
    judged = [row for row in found if row[0] != "sitemap"]
    slowest = max(judged, key=lambda row: row[3].p50)
    busiest = max(judged, key=lambda row: row[4])
    shown = [
        (name, str(documents), str(children), timing.shown, ms(timing.cpu), str(sql))
        for name, documents, children, timing, sql in found
    ]
    worst, most = slowest[3].p50, busiest[4]
    return Section(
        "public",
        "Public pages",
        TEXT,
        [Table(("page", "documents on the site", "children", "p50 / p95 ms", "CPU ms", "SQL"), shown)],
        [
            ("slowest page, p50", f"≤ {MS_AT_MOST:.0f} ms", f"{ms(worst)} ms ({slowest[0]})", worst <= MS_AT_MOST),
            ("most SQL", f"≤ {SQL_AT_MOST}", f"{most} ({busiest[0]})", most <= SQL_AT_MOST),
        ],
    )
