"""What a person at the terminal reads: plain lines, and a sign of life from whatever takes long."""

import sys
import time
from collections.abc import Callable

PATIENCE = 2.0


class ServiceError(Exception):
    """A failure told in one sentence that says what to do."""


def say(line: str) -> None:
    """Write one line to the terminal at once: a pipe would otherwise hold it back."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


class Progress:
    """Says that `title` is still at it: first after 2 s, then every 5 s."""

    def __init__(self, title: str, doing: str) -> None:
        self.title = title
        self.doing = doing
        self.began = time.monotonic()
        self.next_line = self.began + PATIENCE

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def beat(self, detail: str = "") -> None:
        now = time.monotonic()
        if now < self.next_line:
            return
        self.next_line = now + 5
        say(f"{self.title}: {self.doing}{detail}, {self.seconds:.0f} s …")


def wait_until(ready: Callable[[], bool], *, alive: Callable[[], bool], progress: Progress, limit: float) -> bool:
    """True as soon as `ready`; False once `limit` seconds have passed or the process has died."""
    while not ready():
        if progress.seconds > limit or not alive():
            return False
        progress.beat()
        time.sleep(0.1)
    return True
