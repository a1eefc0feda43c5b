"""An event loop whose clock leaps to the next thing that is due once nothing else can happen: no test waits on it.

Time stands still while anything is at work, however slow the machine is, so that slow and fast are what the code asked
for and nothing else. Sockets of this machine work as ever.
"""

import asyncio
import selectors
from contextlib import contextmanager

# Seconds of the real clock in which bytes may still be on their way from one socket of this machine to another.
ON_THE_WAY = 0.03


class LeapingSelector(selectors.DefaultSelector):
    """Gives the loop what has come; when nothing has and something is due, leaps there."""

    loop = None

    def select(self, timeout=None):
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if timeout is None or self.loop.elsewhere:
            return super().select(None)
        ready = super().select(ON_THE_WAY)
        if not ready and not self.loop.elsewhere:
            self.loop.now += timeout
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """`elsewhere` counts what is at work outside the loop: until it has come back, the clock does not leap."""

    def __init__(self):
        selector = LeapingSelector()
        self.now, self.elsewhere = 0.0, 0
        super().__init__(selector)
        selector.loop = self

    def time(self):
        return self.now

    @contextmanager
    def waiting_for_elsewhere(self):
        self.elsewhere += 1
        try:
            yield
        finally:
            self.elsewhere -= 1

    def run_in_executor(self, executor, func, *args):
        future = super().run_in_executor(executor, func, *args)
        self.elsewhere += 1
        future.add_done_callback(self._came_back)
        return future

    def _came_back(self, future):
        self.elsewhere -= 1


def run(coroutine):
    """What `asyncio.run` gives, at once."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(coroutine)
