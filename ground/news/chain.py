"""News in Redis, for the processes of several machines. Only where there is one is its client loaded."""

from typing import Any
from uuid import uuid4

import redis
from django.conf import settings

from ground.machine.breaker import REDIS, Breaker, LeftAloneError
from ground.machine.redis_client import bounded
from ground.news.places import NewsAwayError, ThreadLostError

#: Tried again sooner than anything else: a reader elsewhere may find Redis well, and must learn what has changed. A
#: publication tells a dozen things, and would wait a second for each.
WRITES = Breaker(rest=1.0)

#: Head and news at once: who read between the two would find a name without its news, and take it for something missed.
ADD = """
local before = redis.call('GET', KEYS[1]) or ''
redis.call('SET', KEYS[2], before .. '\\n' .. ARGV[2], 'EX', ARGV[3])
redis.call('SET', KEYS[1], ARGV[1])
"""


class RedisNews:
    """A chain in Redis: each piece of news names the one before it, so that none is missed unseen.

    The names are drawn by lot: a Redis that comes back with less than it had gives no name twice.
    """

    HEAD, LINK = "odd17.news.head", "odd17.news."
    STEPS_AT_MOST = 200
    SECONDS = 86_400

    def __init__(self, url: str = "") -> None:
        self._redis: Any = redis.Redis.from_url(url or settings.REDIS_URL, decode_responses=True, **bounded())

    def write(self, line: str) -> None:
        name = uuid4().hex
        try:
            with WRITES.asking(redis.RedisError):
                self._redis.eval(ADD, 2, self.HEAD, self.LINK + name, name, line, self.SECONDS)
        except (LeftAloneError, redis.RedisError) as exc:
            raise NewsAwayError(str(exc)) from exc

    def read(self, mark: str | None) -> tuple[str, list[str]]:
        try:
            with REDIS.asking(redis.RedisError):
                head = self._redis.get(self.HEAD) or ""
                if mark and head == mark:
                    return head, []
                lines, found = self._back_to(mark, head)
        except (LeftAloneError, redis.RedisError) as exc:
            raise NewsAwayError(str(exc)) from exc
        if found:
            return head, lines
        if not lines:
            # No news at all, or none that can be read any more: begun again, so that the next reader finds some.
            self.write("")
        raise ThreadLostError(head if lines else "", lines)

    def _back_to(self, mark: str | None, head: str) -> tuple[list[str], bool]:
        """(the news after `mark`, oldest first, whether the chain leads there)."""
        lines: list[str] = []
        name = head
        while name and name != mark and len(lines) < self.STEPS_AT_MOST:
            kept = self._redis.get(self.LINK + name)
            if kept is None:
                break
            name, _, line = kept.partition("\n")
            lines.append(line)
        return lines[::-1], bool(mark) and name == mark
