"""Loaded by Python in each process of a drill that sets clocks: follows the file that says how far off the time is.

What tells intervals (`time.monotonic`) goes on as it is, as on a machine whose clock is set. libfaketime was tried:
with it Python’s own `time.sleep` fails now and then.
"""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

FILE = "ODD17_DRILL_CLOCK"
OFTEN = 0.25


def follow(file: Path) -> None:
    """Set the clock of this process whenever the file says another number of seconds."""
    import time_machine

    said, traveller = "0", None
    while True:
        seconds = file.read_text(encoding="ascii")
        if seconds != said:
            if traveller is not None:
                traveller.stop()
            traveller = time_machine.travel(timedelta(seconds=int(seconds))) if int(seconds) else None
            if traveller is not None:
                traveller.start()
            said = seconds
        time.sleep(OFTEN)


if FILE in os.environ:
    threading.Thread(target=follow, args=(Path(os.environ[FILE]),), name="clock", daemon=True).start()
