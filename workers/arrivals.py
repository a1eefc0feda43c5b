"""Linux tells when a file is moved into a folder: whoever waits for one sleeps until then."""

import ctypes
import os
import select
import sys
from functools import lru_cache
from typing import Any

_MOVED_TO = 0x80
_AT_ONCE = 65_536


class Arrivals:
    """A folder that is watched. To be closed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._ready = select.poll()
        self._ready.register(descriptor, select.POLLIN)

    @classmethod
    def of(cls, folder: str) -> "Arrivals | None":
        """None where the system does not tell, or watches too many folders already."""
        system = _system()
        if system is None:
            return None
        descriptor = system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if descriptor < 0:
            return None
        if system.inotify_add_watch(descriptor, os.fsencode(folder), _MOVED_TO) < 0:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def wait(self, seconds: float) -> bool:
        """Whether a file has come since the last call, or comes in so many seconds."""
        if not self._ready.poll(seconds * 1_000):
            return False
        os.read(self._descriptor, _AT_ONCE)
        return True

    def close(self) -> None:
        os.close(self._descriptor)


@lru_cache(maxsize=1)
def _system() -> Any:
    return ctypes.CDLL(None) if sys.platform == "linux" else None
