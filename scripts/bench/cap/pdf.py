"""`python -m scripts.bench.cap.pdf N [full]`: sets one PDF of N elements; says the seconds and its own peak as JSON.

`full`: every other element has the longest note, of letters that the main face does not draw, with nowhere to break.
"""

import json
import resource
import sys
import time
from pathlib import Path

import django


def main(number: int, *, full: bool) -> None:
    django.setup()
    began = time.perf_counter()
    from cap.takeaway.formats import FORMES  # Django is set up by then; loading the engine counts
    from scripts.pdfua.samples import cap

    FORMES["pdf"].write(cap(number, note=rare()) if full else cap(number))
    seconds = time.perf_counter() - began
    json.dump({"seconds": seconds, "mib": peak()}, sys.stdout)


def rare() -> str:
    """Letters from all of Latin Extended, over and over."""
    from cap.models import NOTE_AU_PLUS  # as above

    return ("".join(map(chr, range(0x100, 0x250))) * 6)[:NOTE_AU_PLUS]


def peak() -> float:
    """The most that this process held, in MiB. What `getrusage` says on Linux begins with what the parent held."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]), full="full" in sys.argv[2:])
