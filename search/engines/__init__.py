"""The engines that the settings name. Nobody asks which one it is.

Visitors ask `answering_engine()`; whoever writes an index, compares it or judges it asks for that index itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import SearchEngine
from search.enums import Cible

_asked: ContextVar[SearchEngine | None] = ContextVar("asked", default=None)


@contextmanager
def answering_with(engine: SearchEngine) -> Iterator[None]:
    """Within it, this engine answers in the place of that of the settings: for a preview."""
    token = _asked.set(engine)
    try:
        yield
    finally:
        _asked.reset(token)


def current_engine() -> SearchEngine:
    """The one engine of this process."""
    return _engine(settings.SEARCH_ENGINE)


def answering_engine() -> SearchEngine:
    """What answers visitors: the engine and, where the settings keep a copy, that copy while the engine is away."""
    asked = _asked.get()
    if asked is not None:
        return asked
    if not settings.SEARCH_REPLICA:
        return current_engine()
    return _with_copy(current_engine(), _copy(str(settings.SEARCH_REPLICA_DIR)))


def written_engines() -> Mapping[Cible, SearchEngine]:
    """Every index that must be kept up to date, by what the outbox calls it."""
    engines = {Cible.PRINCIPAL: current_engine()}
    if settings.SEARCH_REPLICA:
        engines[Cible.COPIE] = _copy(str(settings.SEARCH_REPLICA_DIR))
    return engines


def targets() -> tuple[Cible, ...]:
    """The indices for which a change is recorded; no engine is opened to know them."""
    return tuple(Cible) if settings.SEARCH_REPLICA else (Cible.PRINCIPAL,)


@lru_cache(maxsize=4)
def _engine(path: str) -> SearchEngine:
    engine: SearchEngine = import_string(path)()
    return engine


@lru_cache(maxsize=4)
def _copy(folder: str) -> SearchEngine:
    from search.engines.embedded import EmbeddedEngine  # heavy, and needed only where a copy is kept

    return EmbeddedEngine(Path(folder))


@lru_cache(maxsize=4)
def _with_copy(first: SearchEngine, copy: SearchEngine) -> SearchEngine:
    from search.engines.fallback import WithCopy  # it stands on the contract, as every engine does

    return WithCopy(first, copy)
