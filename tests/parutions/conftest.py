"""The index of each engine, as the tests of the search have it."""

from tests.search.conftest import each_index, elasticsearch_url

__all__ = ["each_index", "elasticsearch_url"]
