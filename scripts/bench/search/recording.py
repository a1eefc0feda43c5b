"""What an engine is asked while something else happens: noted, counted, asked again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any


class Recorder:
    """A searcher that notes what it is asked."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.searcher, name)
        return partial(self._noted, name, found) if callable(found) else found

    def _noted(self, name: str, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.calls.append((name, args, kwargs))
        return method(*args, **kwargs)

    def replay(self) -> None:
        """The same calls on the searcher itself."""
        for name, args, kwargs in self.calls:
            getattr(self.searcher, name)(*args, **kwargs)


@contextmanager
def recording() -> Iterator[Recorder]:
    """Everything that the embedded engine asks of tantivy meanwhile."""
    from search.engines import current_engine  # Django is set up by now, not when this module is read

    store: Any = current_engine().store  # type: ignore[attr-defined]  # the embedded engine's
    opened = store.current()
    recorder = Recorder(opened.searcher)
    store.current = lambda: replace(opened, searcher=recorder)
    try:
        yield recorder
    finally:
        del store.current


@contextmanager
def counted() -> Iterator[list[tuple[Any, ...]]]:
    """Every search that the engine, whichever it is, is asked meanwhile."""
    from search.engines import current_engine  # as above

    engine: Any = current_engine()
    asked, calls = engine.search, []

    def noting(*given: Any) -> Any:
        calls.append(given)
        return asked(*given)

    engine.search = noting
    try:
        yield calls
    finally:
        del engine.search
