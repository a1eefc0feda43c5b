"""Caches that may be away: pages are then made from the database, and the log says so.

What is lost is speed. A value that could not be renewed while Redis was away, or the disk full, is out of date when it
comes back, for what is left of its own lifetime: a minute for the menu. Who may read a page is asked of the database,
never of a cache.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from ground.machine.breaker import REDIS, Breaker, LeftAloneError
from ground.machine.redis_client import bounded
from ground.machine.sparing import SparingLog

log = SparingLog(logging.getLogger(__name__))
#: What each method gives when nothing can be kept.
OTHERWISE: dict[str, Callable[..., Any]] = {
    "get": lambda key, default=None, version=None: default,
    "set": lambda *args, **kwargs: None,
    "add": lambda *args, **kwargs: True,
    "touch": lambda *args, **kwargs: False,
    "delete": lambda *args, **kwargs: False,
    "has_key": lambda *args, **kwargs: False,
    "get_many": lambda *args, **kwargs: {},
    "set_many": lambda data, *args, **kwargs: list(data),
    "delete_many": lambda *args, **kwargs: None,
    "clear": lambda *args, **kwargs: False,
    "_createdir": lambda: None,
}


def _forgiving(backend: type[BaseCache], name: str, outage: type[Exception], said: str, breaker: Breaker) -> Any:
    """The method of that name; what `OTHERWISE` gives for the same arguments during an outage."""
    method, otherwise = getattr(backend, name), OTHERWISE[name]

    def asked(self: BaseCache, *args: Any, **kwargs: Any) -> Any:
        try:
            with breaker.asking(outage):
                return method(self, *args, **kwargs)
        except (LeftAloneError, outage) as exc:
            log.warning(name, f"{said} (%s): %s", name, str(exc) or "it was a moment ago")
            return otherwise(*args, **kwargs)

    asked.__name__ = name
    return asked


def _of_redis(name: str) -> Any:
    return _forgiving(RedisCache, name, RedisError, "The cache is away", REDIS)


def _of_files(name: str) -> Any:
    # A disk says at once that it is full: nobody waits, and what is kept already can still be read.
    return _forgiving(FileBasedCache, name, OSError, "The cache cannot be written", Breaker(rest=0.0))


class ForgivingRedisCache(RedisCache):
    """An empty cache that keeps nothing, as long as Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**params.get("OPTIONS", {}), **bounded()}})

    get, set, add, touch, delete = (_of_redis(name) for name in ("get", "set", "add", "touch", "delete"))
    has_key, get_many, set_many = (_of_redis(name) for name in ("has_key", "get_many", "set_many"))
    delete_many, clear = (_of_redis(name) for name in ("delete_many", "clear"))


class ForgivingFileCache(FileBasedCache):
    """A cache that keeps nothing more as long as its disk is full or away."""

    # Asked already when the cache is made: whatever is wrong is met again by what is to be kept.
    _createdir = _of_files("_createdir")
    get, set, add, touch, delete = (_of_files(name) for name in ("get", "set", "add", "touch", "delete"))
    has_key, clear = _of_files("has_key"), _of_files("clear")
