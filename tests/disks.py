"""A disk so small that a test fills it. Only root may make one: elsewhere the test says so and is skipped."""

from contextlib import ExitStack, contextmanager

import pytest

from scripts.demo.console import DemoError
from scripts.drill import disks
from scripts.drill.disks import fill

__all__ = ["fill", "small_disk"]


@contextmanager
def small_disk(place, size):
    """A file system of this `size` (« 8m ») at `place`, until the end of the block."""
    with ExitStack() as until:
        try:
            until.enter_context(disks.small_disk(place, size))
        except DemoError as exc:
            pytest.skip(str(exc))
        yield place
