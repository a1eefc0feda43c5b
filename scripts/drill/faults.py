"""The faults, and how each is made and ended."""

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from scripts.drill.stack import CLUSTER, EMBEDDED, MAIL, Stack

BOTH = (EMBEDDED, CLUSTER)
HOUR, DAY = 3_600, 86_400
Act = Callable[[Stack], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done, and undone: a server that was stopped is started again by hand, a process by its supervisor.

    `needs_clock`: the site runs with a clock that the drill sets; `needs_disk`: on a small disk of its own.
    """

    name: str
    profiles: tuple[str, ...]
    begin: Act
    end: Act
    needs_clock: bool = False
    needs_disk: bool = False


def _hung(target: str, profiles: tuple[str, ...] = (CLUSTER,)) -> Fault:
    return Fault(
        f"{target} hung",
        profiles,
        lambda stack: _send(stack.pids(target), signal.SIGSTOP),
        lambda stack: _send(stack.pids(target), signal.SIGCONT),
    )


def _stopped(target: str) -> Fault:
    return Fault(
        f"{target} stopped", (CLUSTER,), lambda stack: stack.stop_server(target), lambda stack: stack.start_servers()
    )


def _killed(target: str) -> Fault:
    return Fault(f"{target} killed", BOTH, lambda stack: _send(stack.pids(target), signal.SIGKILL), _nothing)


def _send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)


def _nothing(stack: Stack) -> None:
    """Whoever keeps it alive does."""


def _work_goes_away(stack: Stack) -> None:
    for name in ("worker", "beat"):
        stack.kept[name].hold()


def _work_comes_back_a_day_later(stack: Stack) -> None:
    stack.set_clock(DAY)
    for name in ("worker", "beat"):
        stack.kept[name].go_on()


FAULTS: Final = (
    Fault("nothing", BOTH, _nothing, _nothing),
    *(_hung("elasticsearch"), _stopped("elasticsearch")),
    *(_hung("redis"), _stopped("redis")),
    *(_hung("postgresql"), _stopped("postgresql")),
    *(_killed("web"), _killed("worker"), _hung("worker", BOTH), _killed("beat")),
    _hung(MAIL, BOTH),
    Fault(f"{MAIL} stopped", BOTH, lambda stack: stack.kept[MAIL].hold(), lambda stack: stack.kept[MAIL].go_on()),
    Fault("started twice on one var", BOTH, lambda stack: stack.start_twice(), lambda stack: stack.end_second()),
    Fault("disk full", (EMBEDDED,), lambda stack: stack.fill(), lambda stack: stack.make_room(), needs_disk=True),
    Fault(
        *("clock back an hour", BOTH, lambda stack: stack.set_clock(-HOUR), lambda stack: stack.set_clock(0)),
        needs_clock=True,
    ),
    # The last one: the clock stays where it is.
    Fault("worker and beat away for a day", BOTH, _work_goes_away, _work_comes_back_a_day_later, needs_clock=True),
)
