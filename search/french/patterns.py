"""The declared patterns in the two dialects of regular expressions that run them."""

import re
import sys
import unicodedata
from collections.abc import Iterable

_JAVA = {"%L": r"\p{L}", "%A": r"[\p{L}\p{Nd}]", "%a": r"\p{L}\p{Nd}", "%M": r"\p{M}", "%N": r"\p{Nl}\p{No}"}


def java(pattern: str) -> str:
    """For Elasticsearch."""
    for placeholder, meaning in _JAVA.items():
        pattern = pattern.replace(placeholder, meaning)
    return pattern


def python(pattern: str) -> re.Pattern[str]:
    """For the embedded engine. It sees neither underscores nor marks nor other numbers: they went first."""
    for placeholder, meaning in _PYTHON.items():
        pattern = pattern.replace(placeholder, meaning)
    return re.compile(pattern)


def python_replacement(replacement: str) -> str:
    return re.sub(r"\$([0-9])", r"\\g<\1>", replacement)


def numbers_that_are_no_digits() -> str:
    """What ``%N`` stands for, as the inside of a bracket: ½, Ⅻ."""
    return _PYTHON["%N"]


def _ranges(categories: tuple[str, ...]) -> str:
    """Every character of these Unicode categories, as the inside of a bracket."""
    codes = (code for code in range(_LAST_PLANE) if unicodedata.category(chr(code)) in categories)
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in _runs(codes))


def _runs(codes: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs


_LAST_PLANE = min(0x20000, sys.maxunicode)
_PYTHON = {
    "%L": r"[^\W\d_]",
    "%A": r"[^\W_]",
    "%a": r"\w",
    "%M": _ranges(("Mn", "Mc", "Me")),
    "%N": _ranges(("Nl", "No")),
}
