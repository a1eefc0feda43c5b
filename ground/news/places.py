"""Where news are written: a file for the processes of one machine, or Redis for those of several (`chain`).

Neither asks the database. A reader holds a `Mark`, gives it back, and gets what was written since; who has missed
something is told so (`ThreadLostError`), and then believes nothing of what it knew.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string


class NewsAwayError(Exception):
    """The news cannot be read or written now."""


class ThreadLostError(Exception):
    """Something was missed: `mark` is where to go on from, `lines` the last that can still be read."""

    def __init__(self, mark: Any, lines: list[str]) -> None:
        super().__init__("some news were missed")
        self.mark, self.lines = mark, lines


class NewsPlace(Protocol):
    """Where news are written and read."""

    def write(self, line: str) -> None:
        """Tell everybody. Raises NewsAwayError."""

    def read(self, mark: Any) -> tuple[Any, list[str]]:
        """(the mark of now, what was written since `mark`). Raises ThreadLostError, NewsAwayError."""


def news_place() -> NewsPlace:
    """The one that the settings choose."""
    place: NewsPlace = import_string(settings.NEWS_PLACE)()
    return place


@dataclass(frozen=True, slots=True)
class FileMark:
    """Up to where a file was read, and how it looked then. A file that was begun again has another `epoch`."""

    look: tuple[int, int, int]
    epoch: bytes
    offset: int


class FileNews:
    """One file to which lines are added; one `stat` tells that there is nothing new."""

    BYTES_AT_MOST = 1_000_000

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings.NEWS_FILE

    def write(self, line: str) -> None:
        try:
            with self._alone():
                with self.path.open("ab") as file:
                    if file.tell() < self.BYTES_AT_MOST:
                        file.write(f"{line}\n".encode())
                        return
                self._begin(line)
        except OSError as exc:
            raise NewsAwayError(str(exc)) from exc

    def read(self, mark: FileMark | None) -> tuple[FileMark, list[str]]:
        try:
            look = self._look()
            if mark is not None and look == mark.look:
                return mark, []
            with self.path.open("rb") as file:
                epoch = file.readline()
                known = mark is not None and mark.epoch == epoch and mark.offset <= look[1]
                if known and mark is not None:
                    file.seek(mark.offset)
                start = file.tell()
                written = file.read()
        except OSError as exc:
            raise NewsAwayError(str(exc)) from exc
        # The last line may be half written.
        whole = written[: written.rfind(b"\n") + 1]
        now, lines = FileMark(look, epoch, start + len(whole)), whole.decode().splitlines()
        if not known:
            raise ThreadLostError(now, lines)
        return now, lines

    def _look(self) -> tuple[int, int, int]:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            with self._alone():
                if not self.path.exists():
                    self._begin("")
            found = os.stat(self.path)
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _begin(self, line: str) -> None:
        """Another file in the place of the old one: its first line says that it is another."""
        new = self.path.with_suffix(".new")
        new.write_bytes(f"{uuid4().hex}\n{line}\n".encode() if line else f"{uuid4().hex}\n".encode())
        new.replace(self.path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.path.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
