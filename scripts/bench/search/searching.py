"""Our search endpoint against the bare engine, and against what Wagtail brings, on the same pages in the same run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from scripts.bench.inprocess import InProcess
from scripts.bench.place import HOST
from scripts.bench.report import Section, Table
from scripts.bench.search.recording import counted, recording
from scripts.bench.timing import REPETITIONS, Timing, by_turns, measure, ms, ratio

WORDS = "mobilité durable"
OURS, HTML = "/api/v3/recherche/", "/recherche/"
#: (name, parameters): two words and three filters is the reference of every figure about engines.
SEARCHES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("nothing asked", ()),
    ("two words", (("q", WORDS),)),
    (
        "two words, three filters",
        (("q", WORDS), ("territoire", "france"), ("acteur", "associations"), ("domaine", "mobilite")),
    ),
    ("three filters", (("territoire", "reg-84"), ("critere", "sociaux"), ("odd", "11"))),
)
REFERENCE = "two words, three filters"
STOCK = ("type=pages.Ressource", "limit=20", urlencode({"search": WORDS}), "search_operator=and")
FACETS = ("nature_id", "acces", "acteurs", "domaines", "odds")
TEXT = (
    f"Nine facets with disjunctive counts, ladder, 20 hits with highlights. « {WORDS} » is the text everywhere. "
    "*Bare* is the same calls on tantivy’s searcher as the endpoint makes, recorded and replayed, by turns with "
    "it; the ratio is that of their CPU. Wagtail’s own "
    "APIs answer 20 pages of `type=pages.Ressource` from the database backend (SQLite’s full-text index), "
    "without any facet; "
    f"*modelsearch* is hits, count and {len(FACETS)} plain facets through its Python interface."
)


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured with one number of documents."""

    documents: int
    ours: dict[str, tuple[Timing, Timing, Timing, int, int]]
    not_modified: tuple[Timing, Timing, int]
    stock: dict[str, tuple[Timing, int]]


def rows(documents: int, *, stock: bool, repetitions: int = REPETITIONS) -> Measures:
    """Everything at one size; `stock` compares with Wagtail, whose index must be up to date."""
    client = InProcess()
    ours = {name: _ours(client, urlencode(asked), repetitions) for name, asked in SEARCHES}
    theirs = stock_answers(client, repetitions) if stock else {}
    return Measures(documents, ours, not_modified(client, repetitions), theirs)


def _ours(client: Any, asked: str, repetitions: int) -> tuple[Timing, Timing, Timing, int, int]:
    """(JSON, HTML, bare engine, hits, SQL of the JSON)."""
    from scripts.bench.public import sql_of  # as above

    path = f"{OURS}?{asked}"
    with recording() as recorder:
        total = _ask(client, path).json()["total"]
    json, bare = by_turns(lambda: _ask(client, path), recorder.replay, repetitions=repetitions)
    return (
        json,
        measure(lambda: _ask(client, f"{HTML}?{asked}"), repetitions=repetitions),
        bare,
        total,
        sql_of(path, client),
    )


def not_modified(client: Any, repetitions: int) -> tuple[Timing, Timing, int]:
    """(through the whole stack, in the view alone, engine calls) of a 304."""
    from django.test import RequestFactory  # as above
    from django.urls import resolve

    path = f"{OURS}?{urlencode(SEARCHES[2][1])}"
    known = {"if-none-match": _ask(client, path)["ETag"]}
    request = RequestFactory(SERVER_NAME=HOST).get(path, headers=known)
    view = resolve(OURS)
    with counted() as calls:
        _ask(client, path, 304, headers=known)
    stack = measure(lambda: _ask(client, path, 304, headers=known), repetitions=repetitions)
    alone = measure(lambda: view.func(request, *view.args, **view.kwargs), repetitions=repetitions)
    return stack, alone, len(calls)


def stock_answers(client: Any, repetitions: int) -> dict[str, tuple[Timing, int]]:
    """(time, SQL) of what Wagtail answers to the same words."""
    from django.db import connection  # as above
    from django.test.utils import CaptureQueriesContext

    asked = "&".join(STOCK)
    calls: dict[str, Callable[[], object]] = {
        "API v2 `search=&fields=*`": lambda: _ask(client, f"/api/v2/pages/?{asked}&fields=*"),
        "API v3 `search=`": lambda: _ask(client, f"/api/v3/pages/?{asked}"),
        f"modelsearch: hits + count + {len(FACETS)} facets": modelsearch,
    }
    found = {}
    for name, call in calls.items():
        timing = measure(call, repetitions=repetitions)
        with CaptureQueriesContext(connection) as captured:
            call()
        found[name] = (timing, len(captured))
    return found


def modelsearch() -> None:
    """Hits, count and plain facets as a Wagtail project gets them."""
    from wagtail.search.backends import get_search_backend  # as above

    from pages.models import Ressource

    results = get_search_backend().search(WORDS, Ressource.objects.live(), operator="and")
    list(results[:20])
    results.count()
    for facet in FACETS:
        results.facet(facet)


def allow_facets() -> None:
    """Declare what modelsearch needs for its facets, in this process only."""
    from wagtail.search import index  # as above

    from pages.models import Ressource

    Ressource.search_fields = [*Ressource.search_fields, *(index.FilterField(name) for name in FACETS)]


def _ask(client: Any, path: str, expected: int = 200, **options: Any) -> Any:
    answer = client.get(path, **options)
    if answer.status_code != expected:
        raise RuntimeError(f"{path} answered {answer.status_code} instead of {expected}")
    return answer


def section(measured: list[Measures]) -> Section:
    """The report of all sizes together."""
    return Section(
        "search",
        "Search endpoint",
        TEXT,
        [_endpoint_table(measured), _stock_table(measured), _not_modified_table(measured)],
        _targets(measured[-1]),
    )


def _targets(last: Measures) -> list[tuple[str, str, str, bool]]:
    json, _, bare, _, _ = last.ours[REFERENCE]
    _, view, calls = last.not_modified
    over = json.cpu / bare.cpu
    wanted = [
        (f"endpoint ÷ bare engine, {last.documents} documents", "≤ 3", ratio(over), over <= 3),
        ("304 in the view, no engine call", "< 0.3 ms, 0", f"{ms(view.p50)} ms, {calls}", view.p50 < 0.3 and not calls),
    ]
    ours = last.ours["two words"][0].p50
    for (name, (timing, _)), least in zip(last.stock.items(), (50, 50, 100), strict=False):
        wanted.append((f"{name} ÷ ours", f"≥ {least}", ratio(timing.p50 / ours), timing.p50 / ours >= least))
    return wanted


def _endpoint_table(measured: list[Measures]) -> Table:
    header = ("documents", "search", "hits", "JSON", "JSON, CPU", "HTML", "bare engine", "JSON ÷ bare (CPU)", "SQL")
    shown = [
        (
            str(one.documents),
            name,
            str(total),
            json.shown,
            ms(json.cpu),
            html.shown,
            bare.shown,
            ratio(json.cpu / bare.cpu),
            str(sql),
        )
        for one in measured
        for name, (json, html, bare, total, sql) in one.ours.items()
    ]
    return Table(header, shown)


def _stock_table(measured: list[Measures]) -> Table:
    shown = [
        (
            str(one.documents),
            name,
            timing.shown,
            str(timing.repetitions),
            str(sql),
            ratio(timing.p50 / one.ours["two words"][0].p50),
        )
        for one in measured
        for name, (timing, sql) in one.stock.items()
    ]
    return Table(("documents", "stock", "p50 / p95 ms", "calls", "SQL", "÷ our JSON, two words"), shown)


def _not_modified_table(measured: list[Measures]) -> Table:
    shown = [
        (str(one.documents), stack.shown, view.shown, str(calls))
        for one in measured
        for stack, view, calls in [one.not_modified]
    ]
    return Table(("documents", "304, whole stack", "304, view alone", "engine calls"), shown)
