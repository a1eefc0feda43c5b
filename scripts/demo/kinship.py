"""What ties a process to the one that started it, so that not even `kill -9` leaves an orphan (Linux only)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Loaded here, since little is safe between fork and exec.
LIBC = ctypes.CDLL(None, use_errno=True)


def end_with_parent(parent: int, sign: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send `sign` to this process when its parent dies; at once if it died already."""
    if sys.platform != "linux":
        return
    LIBC.prctl(PR_SET_PDEATHSIG, sign)
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)


def tied_to_me() -> Callable[[], None]:
    """For `preexec_fn`: the child ends when this process does, however that happens."""
    me = os.getpid()
    return lambda: end_with_parent(me)


def group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def send(group: int, sign: signal.Signals) -> None:
    """A signal to every process of the group; nothing when none is left."""
    try:
        os.killpg(group, sign)
    except ProcessLookupError:
        return
