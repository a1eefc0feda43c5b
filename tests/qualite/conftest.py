"""Where pages are checked, one pair of eyes is enough: that rule is tried elsewhere."""

from tests.comite.conftest import one_pair_of_eyes

__all__ = ["one_pair_of_eyes"]
