"""What a run has measured so far, kept in its folder: a run that was cut short goes on from there."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

R = TypeVar("R")
NAME = "bench-notes.pickle"


class Notes:
    """Results by the names of their steps. Delete the file to measure everything anew."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._known: dict[tuple[object, ...], Any] = {}
        if self._file.exists():
            self._known = pickle.loads(self._file.read_bytes())  # noqa: S301  written below, by the same person

    def __contains__(self, step: tuple[object, ...]) -> bool:
        return step in self._known

    def once(self, step: tuple[object, ...], measure: Callable[[], R]) -> R:
        """What was noted of the step, else what `measure` gives, noted at once."""
        if step not in self._known:
            self._known[step] = measure()
            fresh = self._file.with_suffix(".new")
            fresh.write_bytes(pickle.dumps(self._known))
            fresh.replace(self._file)
        found: R = self._known[step]
        return found
