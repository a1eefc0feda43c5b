"""The faults, and the processes that each is done to."""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

HANG, STOP, KILL = "hung", "stopped", "killed"
EMBEDDED, CLUSTER = "embedded", "cluster"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done to whom. A server that was stopped is started again by hand; a process by its supervisor."""

    target: str
    how: str
    profiles: tuple[str, ...]

    @property
    def name(self) -> str:
        """« redis hung »."""
        return f"{self.target} {self.how}"


FAULTS: Final = (
    Fault("elasticsearch", HANG, (CLUSTER,)),
    Fault("elasticsearch", STOP, (CLUSTER,)),
    Fault("redis", HANG, (CLUSTER,)),
    Fault("redis", STOP, (CLUSTER,)),
    Fault("postgresql", HANG, (CLUSTER,)),
    Fault("postgresql", STOP, (CLUSTER,)),
    Fault("worker", KILL, (EMBEDDED, CLUSTER)),
    Fault("worker", HANG, (EMBEDDED, CLUSTER)),
    Fault("beat", KILL, (EMBEDDED, CLUSTER)),
)


def begin(fault: Fault, pids: Sequence[int], stop: Callable[[str], None]) -> None:
    """Do it."""
    if fault.how == STOP:
        stop(fault.target)
    else:
        _signal(pids, signal.SIGSTOP if fault.how == HANG else signal.SIGKILL)


def end(fault: Fault, pids: Sequence[int], start: Callable[[], None]) -> None:
    """Let it be over: what hung goes on, what was stopped is started again."""
    if fault.how == HANG:
        _signal(pids, signal.SIGCONT)
    elif fault.how == STOP:
        start()


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, number)
