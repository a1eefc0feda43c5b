"""What the measures of link checking say, as rows, targets and one section of the document."""

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.bench.links.platform import Checked
from scripts.bench.links.running import Run
from scripts.bench.links.tools import Verdicts
from scripts.bench.report import Section, Table

ALIVE = frozenset({"ok", "attention", "inverifiable", "nouveau"})
HEADER = (
    "tool",
    "correct verdicts per CPU second",
    "links/s",
    "CPU µs/link",
    "peak RSS MiB",
    "wrongly « broken »",
    "other wrong verdicts",
)
TEXT = (
    "`make bench-links`: one run, one machine, one loopback server that shares its cores, the same addresses for every "
    "tool. Speed, work and memory are those of {living} living pages on 200 hosts; verdicts those of {faults} rows of "
    "the fault table, each on a host of its own. The other tools run without their throttles, 100 links at once, "
    "20 seconds each, one try; a row is wrong for them when they call it broken and it settles as alive or "
    "unverifiable, or the other way round. Ours is held to the very state of the table. Correct verdicts per CPU "
    "second count both lists and the work for both."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """How the fault rows were told: how many rightly, which were wrongly called broken, which else were wrong."""

    right: int
    cried: list[str]
    missed: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    per_second: float
    cpu_us: float
    rss_mib: float
    correct_per_cpu_s: float
    judged: Judged


def judged(verdicts: Verdicts, faults: Sequence[dict[str, str]]) -> Judged:
    """A tool knows two verdicts: a row that will settle as broken or dangerous is to be called broken."""
    cried, missed = [], []
    for fault in faults:
        bad = verdicts.get(fault["url"], False)
        alive = fault["settled"] in ALIVE
        if alive and bad:
            cried.append(fault["slug"])
        elif not alive and not bad:
            missed.append(fault["slug"])
    return Judged(len(faults) - len(cried) - len(missed), cried, missed)


def living_right(verdicts: Verdicts, living: Sequence[str]) -> int:
    return sum(verdicts.get(url) is False for url in living)


def row(name: str, speed: Run, found: Run, links: int, right: int, judged: Judged) -> Row:
    return Row(
        name=name,
        per_second=links / speed.seconds,
        cpu_us=speed.cpu_s / links * 1e6,
        rss_mib=max(speed.rss_mib, found.rss_mib),
        correct_per_cpu_s=(right + judged.right) / (speed.cpu_s + found.cpu_s),
        judged=judged,
    )


def section(
    rows: Sequence[Row],
    living: int,
    faults: int,
    fair: tuple[float, float],
    platform: Checked | None,
    among: dict[str, float] | None,
    missing: Sequence[str],
) -> Section:
    """The part of the document that this run writes."""
    return Section(
        key="links",
        title="Link checking",
        text="\n\n".join([TEXT.format(living=living, faults=faults), *_remarks(rows, missing)]),
        tables=[Table(HEADER, [_shown(one) for one in rows])],
        targets=_targets(rows, living, fair, platform, among),
    )


def _remarks(rows: Sequence[Row], missing: Sequence[str]) -> list[str]:
    told = [f"Not measured here: {'; '.join(missing)}."] if missing else []
    ours = rows[0].judged
    if ours.cried or ours.missed:
        told.append(f"Ours was wrong on: {', '.join([*ours.cried, *ours.missed])}.")
    return told


def _shown(one: Row) -> tuple[str, ...]:
    figures = (f"{one.correct_per_cpu_s:,.0f}", f"{one.per_second:,.0f}", f"{one.cpu_us:,.0f}", f"{one.rss_mib:.0f}")
    return (one.name, *figures, str(len(one.judged.cried)), str(len(one.judged.missed)))


def _targets(
    rows: Sequence[Row],
    living: int,
    fair: tuple[float, float],
    platform: Checked | None,
    among: dict[str, float] | None,
) -> list[tuple[str, str, str, bool]]:
    ours, others = rows[0], {one.name.split()[0]: one for one in rows[1:]}
    delay = (fair[1] / fair[0] - 1) * 100
    found = [
        ("ours, library: links/s", "≥ 3 000", f"{ours.per_second:,.0f}", ours.per_second >= 3_000),
        ("ours, library: CPU µs/link", "≤ 400", f"{ours.cpu_us:.0f}", ours.cpu_us <= 400),
        ("ours, library: peak RSS MiB", "≤ 100", f"{ours.rss_mib:.0f}", ours.rss_mib <= 100),
        ("ours: wrongly « broken »", "0", str(len(ours.judged.cried)), not ours.judged.cried),
        ("one tarpit among 200 hosts delays the others, %", "≤ 5", f"{delay:.1f}", delay <= 5),
    ]
    if other := others.get("linkchecker"):
        times = other.cpu_us / ours.cpu_us
        found.append(("less CPU than LinkChecker", "≥ × 5", f"× {times:.1f}", times >= 5))
    if other := others.get("lychee"):
        times = ours.cpu_us / other.cpu_us
        found.append(("CPU beside lychee’s", "≤ × 5", f"× {times:.1f}", times <= 5))
    if platform is not None:
        speed = living / platform.seconds
        found.append(("Celery and PostgreSQL: links/s", "≥ 500", f"{speed:,.0f}", speed >= 500))
        found.append(("Celery and PostgreSQL: CPU µs/link", "–", f"{platform.cpu_s / living * 1e6:,.0f}", True))
        found.append(("Celery, two processes: peak RSS MiB", "–", f"{platform.rss_mib:.0f}", True))
        right = platform.states.get("ok", 0)
        found.append(("Celery and PostgreSQL: links seen alive", str(living), str(right), right == living))
    if among is not None:
        found.append(("100 000 links: claim, ms", "≤ 50", f"{among['claim_ms']:.0f}", among["claim_ms"] <= 50))
        found.append(("100 000 links: report, ms", "≤ 300", f"{among['report_ms']:.0f}", among["report_ms"] <= 300))
        found.append(("100 000 links: report, SQL", "≤ 20", str(among["report_sql"]), among["report_sql"] <= 20))
    return found
