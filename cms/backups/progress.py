"""What is said: of a step that takes long, nothing for two seconds, then how far it is; sizes as people read them."""

import time
from collections.abc import Callable

Said = Callable[[str], None]
PATIENCE, EVERY = 2.0, 1.0  # seconds


def in_silence(line: str) -> None:
    """For whoever watches nothing."""


class StepProgress:
    """Counts one step; `total` 0 where nobody knows it."""

    def __init__(self, name: str, say: Said = in_silence, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self.say, self.clock = name, say, clock
        self.next = clock() + PATIENCE

    def __call__(self, done: int, total: int = 0) -> None:
        now = self.clock()
        if now >= self.next:
            self.next = now + EVERY
            self.say(f"  {self.name} : {round(100 * done / total)} %" if total else f"  {self.name} : {done}")


def in_words(size: int) -> str:
    """Bytes in the largest unit that leaves a number of at least 1: « 12,3 Mo »."""
    number = float(size)
    for unit in ("octets", "ko", "Mo", "Go"):
        if number < 1000 or unit == "Go":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "octets" else f"{number:.1f} {unit}".replace(".", ",")
