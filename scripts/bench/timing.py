"""How long a call takes: warmed up, repeated, told by its median and its 95th percentile."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

REPETITIONS = 30
WARM_UP = 3
#: A call that takes seconds is repeated until this much time has gone, but a few times at least.
SECONDS_AT_MOST = 30.0
AT_LEAST = 3
#: A call shorter than this is timed several times over as one, so that the clock's own cost disappears.
SHORTEST_MS = 0.05
TOGETHER = 50
Call = Callable[[], object]
#: (nanoseconds of the wall, nanoseconds of this process's own work), from any moment on.
Clock = Callable[[], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one call, over `repetitions` calls. `cpu` is the median of this process's own work.

    On a machine that does other things `p50` grows with what they take, `cpu` hardly does.
    """

    p50: float
    p95: float
    cpu: float
    repetitions: int

    @property
    def shown(self) -> str:
        return f"{ms(self.p50)} / {ms(self.p95)}"


def machine_clock() -> tuple[int, int]:
    """The two clocks of this machine."""
    return time.perf_counter_ns(), time.process_time_ns()


def nothing() -> None:
    """What is done between two calls unless asked otherwise."""


def measure(
    call: Call,
    *,
    repetitions: int = REPETITIONS,
    warm_up: int = WARM_UP,
    before: Call = nothing,
    clock: Clock = machine_clock,
) -> Timing:
    """Time `call`; `before` runs ahead of each call and is not counted. `repetitions` of the answer says how often."""
    began = time.monotonic()
    for _ in range(warm_up):
        before()
        call()
        if time.monotonic() - began > SECONDS_AT_MOST / AT_LEAST:
            break
    together = TOGETHER if before is nothing and _once(call, clock)[0] < SHORTEST_MS else 1
    timed = call if together == 1 else partial(_several, call, together)
    gc.collect()
    samples: list[float] = []
    cpu: list[float] = []
    began = time.monotonic()
    while len(samples) < repetitions:
        if len(samples) >= AT_LEAST and time.monotonic() - began > SECONDS_AT_MOST:
            break
        before()
        elapsed, worked = _once(timed, clock)
        samples.append(elapsed / together)
        cpu.append(worked / together)
    return _summed_up(samples, cpu)


def by_turns(first: Call, second: Call, *, repetitions: int = REPETITIONS, warm_up: int = WARM_UP) -> list[Timing]:
    """Time two calls, now the one, now the other: whatever else the machine does, it does to both."""
    samples: list[tuple[list[float], list[float]]] = [([], []), ([], [])]
    began = time.monotonic()
    for turn in range(-warm_up, repetitions):
        if turn >= AT_LEAST and time.monotonic() - began > 2 * SECONDS_AT_MOST:
            break
        for call, (elapsed, worked) in zip((first, second), samples, strict=True):
            took, cpu = _once(call, machine_clock)
            if turn >= 0:
                elapsed.append(took)
                worked.append(cpu)
    return [_summed_up(elapsed, worked) for elapsed, worked in samples]


def _summed_up(samples: list[float], cpu: list[float]) -> Timing:
    return Timing(percentile(samples, 50), percentile(samples, 95), percentile(cpu, 50), len(samples))


def percentile(samples: Sequence[float], rank: int) -> float:
    """The smallest sample that at least `rank` % of the samples do not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, -(-len(ordered) * rank // 100) - 1)]


def ms(value: float) -> str:
    """Milliseconds with as many digits as mean something."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def ratio(value: float) -> str:
    """How many times, with as many digits as mean something."""
    return f"× {value:.0f}" if value >= 10 else f"× {value:.2f}"


def _once(call: Call, clock: Clock) -> tuple[float, float]:
    start, cpu = clock()
    call()
    end, worked = clock()
    return (end - start) / 1e6, (worked - cpu) / 1e6


def _several(call: Call, times: int) -> None:
    for _ in range(times):
        call()
