"""What the measures of the editors' work share: the shape of a target, and a process's own work."""

import gc
import time
from collections.abc import Callable

#: (what, wanted, found, whether it is met).
Target = tuple[str, str, str, bool]


def cpu_of(work: Callable[[], object]) -> float:
    """Seconds of this process’s own work."""
    gc.collect()
    before = time.process_time()
    work()
    return time.process_time() - before
