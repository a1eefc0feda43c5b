"""Sigles that a number completes.

The character rewrites already give ``ODD13``, ``ODD 13`` and ``O.D.D. n° 13`` the same two tokens. This module
decides, for a query, when the two must stand side by side: always when they were typed as one; after one of
the sigles below; and before a number of at most three digits, after any short word in capitals. So ``ODD 13``
is neither *ODD 3* nor *page 13*, while ``PCAET 2026`` still finds *PCAET du Grand Lac, édition 2026*.
"""

NUMBERED_SIGLES = frozenset(("odd", "sdg", "cap", "cop", "re", "rt", "pm", "co", "iso", "covid"))

_LONGEST = 5


def takes_a_number(surface: str, number: str, *, capitals_count: bool) -> bool:
    """Whether a sigle, as typed, and the number after it are one thing."""
    bare = surface.replace(".", "")
    if bare.lower() in NUMBERED_SIGLES:
        return True
    return capitals_count and 2 <= len(bare) <= _LONGEST and bare.isupper() and len(number) <= 3
