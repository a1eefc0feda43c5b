"""Redis as a cache that may be away: pages are then made from the database, and the log says so.

What is lost is speed. A value that could not be renewed while Redis was away is out of date when it comes back, for
what is left of its own lifetime: a minute for the menu. Who may read a page is asked of the database, never of a cache.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _forgiving(name: str, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """The method of that name; what `otherwise` gives for the same arguments when Redis does not answer."""
    method = getattr(RedisCache, name)

    def asked(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except RedisError as exc:
            logger.warning("The cache is away (%s): %s", name, exc)
            return otherwise(*args, **kwargs)

    asked.__name__ = name
    return asked


class ForgivingRedisCache(RedisCache):
    """An empty cache that keeps nothing, as long as Redis is away."""

    get = _forgiving("get", lambda key, default=None, version=None: default)
    set = _forgiving("set", lambda *args, **kwargs: None)
    add = _forgiving("add", lambda *args, **kwargs: True)
    touch = _forgiving("touch", lambda *args, **kwargs: False)
    delete = _forgiving("delete", lambda *args, **kwargs: False)
    has_key = _forgiving("has_key", lambda *args, **kwargs: False)
    get_many = _forgiving("get_many", lambda *args, **kwargs: {})
    set_many = _forgiving("set_many", lambda data, *args, **kwargs: list(data))
    delete_many = _forgiving("delete_many", lambda *args, **kwargs: None)
    clear = _forgiving("clear", lambda *args, **kwargs: False)
