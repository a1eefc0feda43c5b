"""What `make house` says: for each rule of the house, how it stands, and what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from scripts.house import names, sizes, walls
from scripts.house.graph import House
from scripts.house.upstairs import Upstairs


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what was found against it, and how much of that is borne with."""

    rule: str
    found: list[str]
    at_most: int = 0

    @property
    def holds(self) -> bool:
        """Whether no more was found than is borne with."""
        return len(self.found) <= self.at_most


Reader = Callable[[House], list[str]]
RULES: tuple[tuple[str, Reader, int], ...] = (
    ("circles of files", walls.circles, 0),
    ("circles inside a room", walls.inner_circles, 0),
    ("imports against the order", walls.breaches, 0),
    ("names that reach upstairs", lambda house: Upstairs(house).breaches(), 0),
    (f"corridors (over {sizes.MODULES_AT_MOST} modules side by side)", sizes.corridors, 0),
    (f"files over {sizes.LINES_AT_MOST} lines", sizes.long_files, 0),
    (f"functions over {sizes.FUNCTION_AT_MOST} lines", sizes.long_functions, 0),
    ("functions without types", sizes.bare_functions, 0),
    ("functions named by a French verb", names.french_verbs, names.FRENCH_VERBS_AT_MOST),
    ("class names with two meanings", names.homonyms, 0),
)


def lines(house: House) -> Iterator[Line]:
    """Every rule as it stands, in order; each is read as it is asked for."""
    for rule, reader, at_most in RULES:
        yield Line(rule, reader(house), at_most)


def summary(house: House) -> str:
    """How large the house is, and which share of its functions is annotated."""
    every = list(sizes.functions(house))
    typed = 100 * (1 - len(sizes.bare_functions(house)) / len(every)) if every else 100.0
    count = partial("{:,}".format)
    return f"{count(len(house.files))} modules, {count(len(every))} functions, {typed:.1f} % annotated"
