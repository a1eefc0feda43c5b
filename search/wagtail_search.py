"""Wagtail’s own search, behind the admin’s lists and the API’s `search=`, made to take whatever is typed.

On SQLite it puts the words of a text between quotation marks and escapes none: `"eau` was an OperationalError, and a
NUL byte cut the statement short.
"""

from typing import Any

from modelsearch.backends import database

from search.contract.characters import writable


class _AnyText:
    """In front of a backend: quotation marks and unwritable characters separate words, as other punctuation does."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            query = writable(query).replace('"', " ").strip()
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)  # type: ignore[misc]  # mixin


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802  the name that the loader looks for
    """The backend that suits the database, taking any text."""
    stock = type(database.SearchBackend(params))
    return type(stock.__name__, (_AnyText, stock), {})(params)
