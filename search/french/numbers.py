"""Numbers from 2 to 99, in digits and in words: *17* and *dix-sept* are one question."""

from functools import lru_cache

_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
#: *neuf* is new as well: it stands for 9 only inside a longer number.
_AMBIGUOUS = frozenset((9,))


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """By its digits, a number's name with hyphens, as the spelling of 1990 writes it."""
    return {str(number): _name(number) for number in range(2, 100) if number not in _AMBIGUOUS}


@lru_cache(maxsize=1)
def digits() -> dict[tuple[str, ...], str]:
    """By the words of its name, a number's digits."""
    return {tuple(name.split("-")): number for number, name in names().items()}


def _name(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 20:
        return f"dix-{_UNITS[number - 10]}"
    ten = max(one for one in _TENS if one <= number)
    rest = number - ten
    if not rest:
        return _TENS[ten] + ("s" if ten == 80 else "")
    link = "-et-" if rest in (1, 11) and ten != 80 else "-"
    return f"{_TENS[ten]}{link}{_name(rest)}"
