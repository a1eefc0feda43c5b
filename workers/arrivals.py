"""Linux tells when a file is moved into a folder: whoever waits for one sleeps until then."""

import sys
from contextlib import suppress

from inotify_simple import INotify, flags


class Arrivals:
    """A folder that is watched. To be closed."""

    def __init__(self, watched: INotify) -> None:
        self._watched = watched

    @classmethod
    def of(cls, folder: str) -> "Arrivals | None":
        """None where the system does not tell, or watches too many folders already."""
        if sys.platform != "linux":
            return None
        with suppress(OSError):
            watched = INotify()
            try:
                watched.add_watch(folder, flags.MOVED_TO)
            except OSError:
                watched.close()
                raise
            return cls(watched)
        return None

    def wait(self, seconds: float) -> bool:
        """Whether a file has come since the last call, or comes in so many seconds."""
        return bool(self._watched.read(timeout=int(seconds * 1_000)))

    def close(self) -> None:
        self._watched.close()
