"""How many examples a drawn test takes: a few in every run, always the same, and many new ones in `make test-long`.

What a draw in the long run finds is kept as an `@example` of its test, so that every run tries it from then on.
"""

from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("short", max_examples=50, derandomize=True, database=None, **COMMON)
settings.register_profile("long", max_examples=2_000, print_blob=True, **COMMON)


def of(*, short: int, long: int) -> int:
    """The number of this run."""
    return long if settings.get_current_profile_name() == "long" else short


def examples(*, short: int, long: int) -> settings:
    """What makes a test take so many examples; without it, those of the profile."""
    return settings(max_examples=of(short=short, long=long))


def is_drawn(item) -> bool:
    """Whether a test of the collection draws its examples, with Hypothesis or, marked `drawn`, otherwise."""
    return bool(getattr(item.obj, "is_hypothesis_test", False) or item.get_closest_marker("drawn"))
