"""What a person at the terminal reads from `make demo`: plain French lines, and a sign of life from what takes long."""

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType

PATIENCE = 2.0
EVERY = 15.0
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class DemoError(Exception):
    """What stops the demonstration, told in sentences that say what to do."""


def say(line: str = "") -> None:
    """Write one line at once: a pipe would otherwise hold it back."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    sys.stderr.write(f"\n✗ {line}\n")
    sys.stderr.flush()


def exit_code(act: Callable[[], None], *failures: type[Exception]) -> int:
    """What a command ends with: 0; 1 after one of these failures, told in its words; 130 when it was interrupted."""
    try:
        act()
    except failures as exc:
        complain(str(exc))
        return 1
    except KeyboardInterrupt:
        complain("Interrompu. La même commande reprendra où il le faut.")
        return 130
    return 0


class Step:
    """One step of the preparation: a turning wheel at a terminal, else a line now and then; its length at the end."""

    def __init__(self, title: str, *, hint: str = "") -> None:
        self.title = title
        self.hint = f" ({hint})" if hint else ""
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.show_life, daemon=True)

    def __enter__(self) -> "Step":
        self.began = time.monotonic()
        if not sys.stdout.isatty():
            say(f"  {self.title}{self.hint} …")
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()
        clear = "\r\x1b[2K" if sys.stdout.isatty() else ""
        mark = "✓" if kind is None else "✗"
        say(f"{clear}{mark} {self.title} ({self.seconds:.0f} s)")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def show_life(self) -> None:
        if sys.stdout.isatty():
            turn = 0
            while not self.over.wait(0.1):
                turn += 1
                sys.stdout.write(
                    f"\r\x1b[2K{FRAMES[turn % len(FRAMES)]} {self.title}{self.hint} … {self.seconds:.0f} s"
                )
                sys.stdout.flush()
            return
        wait = PATIENCE
        while not self.over.wait(wait):
            wait = EVERY
            say(f"  {self.title} … {self.seconds:.0f} s")
