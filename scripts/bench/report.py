"""Tables on the screen, and the same tables in `docs/benchmarks.md` between the marks of their section."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.demo.places import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PREAMBLE = """# Benchmarks

Figures change with the machine and with what else it does: ratios within one run say more than milliseconds. Each
time is a median and a 95th percentile (p50 / p95, in milliseconds) after a warm-up; « CPU » is the median of the
process’s own work, which other programs on the machine hardly change. The tables between marks are
written by the command that stands above them; everything else is written by hand.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def markdown(self) -> str:
        lines = [self.header, tuple("---" for _ in self.header), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


@dataclass(slots=True)
class Section:
    """One part of the report. `key` names its place in the document; `targets` are (what, wanted, found, met)."""

    key: str
    title: str
    text: str
    tables: list[Table] = field(default_factory=list)
    targets: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def markdown(self) -> str:
        parts = [f"## {self.title}", self.text]
        if self.targets:
            rows = [(what, wanted, found, "yes" if met else "**no**") for what, wanted, found, met in self.targets]
            parts.append(Table(("target", "wanted", "measured", "met"), rows).markdown())
        parts += [table.markdown() for table in self.tables]
        return "\n\n".join(parts)


def machine() -> str:
    """What a reader needs to know of the machine, without naming it."""
    busy = f", load {os.getloadavg()[0]:.1f} at the end of the run" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}{busy}"


def write(sections: Sequence[Section], command: str, *, path: Path = DOCUMENT) -> None:
    """Put each section between its marks, in place if it is there already, else at the end."""
    text = path.read_text(encoding="utf-8") if path.exists() else PREAMBLE
    for section in sections:
        body = f"{section.markdown()}\n\n`{command}` · {machine()}"
        text = placed(text, section.key, body)
    path.write_text(text, encoding="utf-8")


def placed(text: str, key: str, body: str) -> str:
    """`text` with `body` between the marks of `key`."""
    opening, closing = f"<!-- bench:{key} -->", f"<!-- /bench:{key} -->"
    block = f"{opening}\n{body}\n{closing}"
    found = re.compile(f"{re.escape(opening)}.*?{re.escape(closing)}", re.DOTALL)
    if found.search(text):
        return found.sub(lambda _: block, text)
    return f"{text.rstrip()}\n\n{block}\n"
