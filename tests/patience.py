"""How a test waits for what another process does: until it is done or its doer has ended, however busy the machine."""

import time

#: Seconds after which a run that hangs is ended. No test's meaning is in it: a busy machine never comes near.
LAST_RESORT = 900


def wait_until(reached, *, process=None, told=lambda: "", pause=0.05):
    """The first true answer of `reached`; fails with what `told` says when the process that should bring it ended."""
    deadline = time.monotonic() + LAST_RESORT
    while True:
        ended = process is not None and process.poll() is not None
        if answer := reached():
            return answer
        assert not ended, f"the process ended with {process.returncode}\n{told()}"
        assert time.monotonic() < deadline, told()
        time.sleep(pause)
