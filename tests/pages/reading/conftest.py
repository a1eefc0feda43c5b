"""The Comité, for tests of whose pages are whose."""

from tests.comite.conftest import there

__all__ = ["there"]
