"""The engine that the settings name. Nobody asks which one it is."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import SearchEngine


def current_engine() -> SearchEngine:
    """The one engine of this process."""
    return _engine(settings.SEARCH_ENGINE)


@lru_cache(maxsize=4)
def _engine(path: str) -> SearchEngine:
    engine: SearchEngine = import_string(path)()
    return engine
