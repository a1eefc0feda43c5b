"""A disk so small that a test fills it. Only root may make one: elsewhere the test says so and is skipped."""

import subprocess
from contextlib import contextmanager, suppress

import pytest


@contextmanager
def small_disk(place, size):
    """A file system of this `size` (« 8m ») at `place`, until the end of the block."""
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip(f"no small disk can be made here: {made.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk):
    """Take all the room that is left; the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            with suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    return ballast
