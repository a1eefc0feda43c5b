"""`python -m scripts.house [--write]`: how the house stands. What `make house` calls; the tests hold it to the same.

`--write` draws the picture of `docs/architecture.md` anew.
"""

import argparse
import sys

from scripts.demo.console import say
from scripts.house import picture, report
from scripts.house.graph import House
from scripts.house.rooms import ROOT


def main(arguments: list[str]) -> int:
    """0 when every rule holds."""
    parser = argparse.ArgumentParser(prog="python -m scripts.house", description="Reads the shape of the house.")
    parser.add_argument("--write", action="store_true", help="draw the picture of docs/architecture.md anew")
    options = parser.parse_args(arguments)
    house = House(ROOT)
    say(report.summary(house))
    broken = 0
    for line in report.lines(house):
        bound = f" (at most {line.at_most})" if line.at_most else ""
        say(f"{'✓' if line.holds else '✗'} {line.rule}: {len(line.found)}{bound}")
        if not line.holds:
            broken += 1
            for one in line.found:
                say(f"    {one}")
    if options.write:
        text = picture.DOCUMENT.read_text(encoding="utf-8")
        picture.DOCUMENT.write_text(picture.in_document(text, picture.drawn(house)), encoding="utf-8")
        say(f"{picture.DOCUMENT.relative_to(ROOT)} is up to date.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
