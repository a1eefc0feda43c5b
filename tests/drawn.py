"""How many examples a drawn test takes: a few in every run, always the same, and many new ones in `make test-long`.

In CI the many are always the same as well: a change is not refused for what it has not touched. What a draw in the long
run finds is kept as an `@example` of its test, or as a test of its own, so that every run tries it from then on.
"""

import os

from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("short", max_examples=50, derandomize=True, database=None, **COMMON)
#: Whether each run draws what the one before drew.
REPEATED = bool(os.environ.get("CI"))
MANY = {"derandomize": True, "database": None} if REPEATED else {"print_blob": True}
settings.register_profile("long", max_examples=2_000, **MANY, **COMMON)


def of(*, short: int, long: int) -> int:
    """The number of this run."""
    return long if settings.get_current_profile_name() == "long" else short


def examples(*, short: int, long: int) -> settings:
    """What makes a test take so many examples; without it, those of the profile."""
    return settings(max_examples=of(short=short, long=long))


def is_drawn(item) -> bool:
    """Whether a test of the collection draws its examples, with Hypothesis or, marked `drawn`, otherwise."""
    return bool(getattr(item.obj, "is_hypothesis_test", False) or item.get_closest_marker("drawn"))
