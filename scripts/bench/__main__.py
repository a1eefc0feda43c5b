"""`python -m scripts.bench`: one run, one machine, a folder of its own; tables on the screen and in the document.

What `make bench` calls. `--quick` measures little and writes nothing: it shows that every measure still works.
"""

import argparse
import sys
from itertools import pairwise
from pathlib import Path

from scripts.bench import adoc, memory, place, public, report
from scripts.bench.cap import measures
from scripts.bench.search import growing, rebuilding, searching
from scripts.bench.sizes import SEED, sizes
from scripts.bench.timing import REPETITIONS
from scripts.demo.console import say

QUICK_RESOURCES = 60
QUICK_REPETITIONS = 3
REBUILDS = 3
#: Wagtail's own index takes minutes beyond this many pages.
STOCK_AT_MOST = 20_000
PARTS = ("public", "search", "adoc", "cap", "memory")


def run(
    folder: Path, wanted: list[int], *, repetitions: int, rebuilds: int, parts: tuple[str, ...]
) -> list[report.Section]:
    """Every section, in the order of the document."""
    from django.test.utils import override_settings  # the environment must be set before Django is asked

    place.prepare()
    searching.allow_facets()
    pages: list[public.Row] = []
    searches: list[searching.Measures] = []
    indexed: list[rebuilding.Row] = []
    grown: list[growing.Row] = []
    with override_settings(ROOT_URLCONF="scripts.bench.urls"):
        for before, size in pairwise((0, 0, *wanted)):
            documents, written = growing.row(size, before, SEED)
            grown.append(written)
            say(f"… {documents} documents")
            if "search" in parts:
                stock = documents <= STOCK_AT_MOST
                indexed.append(rebuilding.row(stock=stock, repetitions=rebuilds))
                searches.append(searching.rows(documents, stock=stock, repetitions=repetitions))
            else:
                place.command("search_rebuild")
            if "public" in parts:
                pages += public.rows(documents, repetitions=repetitions)
        walked = [adoc.row(repetitions=repetitions)] if "adoc" in parts else []
        chosen = [measures.row(repetitions=repetitions)] if "cap" in parts else []
    sections = [public.section(pages)] if pages else []
    if searches:
        sections += [searching.section(searches), rebuilding.section(indexed), growing.section(grown)]
    sections += [adoc.section(one) for one in walked]
    sections += [measures.section(one) for one in chosen]
    if "memory" in parts and memory.can_measure():
        sections.append(memory.section(memory.rows(folder)))
    return sections


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description="Measures the site on this machine.")
    parser.add_argument("--quick", action="store_true", help="little of everything, nothing written")
    parser.add_argument("--ressources", type=sizes, default=[1_000, 10_000], metavar="N,N", help="sizes of the corpus")
    parser.add_argument("--only", choices=PARTS, help="one part of the measures")
    parser.add_argument("--repetitions", type=int, default=REPETITIONS, help="calls per figure")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    quick = options.quick
    with place.own_folder() as folder:
        sections = run(
            folder,
            [QUICK_RESOURCES] if quick else options.ressources,
            repetitions=QUICK_REPETITIONS if quick else options.repetitions,
            rebuilds=1 if quick else REBUILDS,
            parts=(options.only,) if options.only else PARTS,
        )
    for section in sections:
        say(f"\n{section.markdown()}")
    if not (quick or options.no_write):
        report.write(sections, " ".join(["python -m scripts.bench", *arguments]))
        say(f"\n{report.DOCUMENT.relative_to(report.ROOT)} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
