"""`python -m scripts.bench.editors`: what `make bench-editors` calls. `--quick` measures little and writes nothing.

A corpus of ten thousand ressources and every territoire of France on one machine (SQLite, the embedded index).
"""

import argparse
import sys

from scripts.bench import place, report
from scripts.bench.editors import doubles, screens, sheets
from scripts.bench.sizes import SEED
from scripts.demo.console import say

CORPUS, QUICK_CORPUS = 10_000, 60
TEXT = (
    "A corpus of ten thousand ressources and all territoires of France, on one machine. CPU is the process’s own work, "
    "the best of several runs, by turns with today’s; the dry run and the import are times of a worker, reading of the "
    "file included."
)
#: Each gives tables and targets; `quick`: measure little.
MEASURES = (screens.measured, doubles.sped, sheets.measured)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.editors", description="Measures the editors’ work.")
    parser.add_argument("--quick", action="store_true", help="few pages, nothing written")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args(arguments)
    section = report.Section("editors", "The editors’ daily work", TEXT)
    with place.own_folder():
        place.prepare()
        place.grow(QUICK_CORPUS if options.quick else CORPUS, SEED)
        say("… the corpus is there")
        for measured in MEASURES:
            tables, targets = measured(quick=options.quick)
            section.tables += tables
            section.targets += targets
    say(f"\n{section.markdown()}")
    if not (options.quick or options.no_write):
        report.write([section], " ".join(["python -m scripts.bench.editors", *arguments]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
