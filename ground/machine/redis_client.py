"""How Redis is asked: a second at most and no second try, whatever redis-py does of itself."""

from typing import Any

#: Seconds that an answer to a visitor waits for it.
PATIENCE = 1.0


def bounded(patience: float = PATIENCE) -> dict[str, Any]:
    """Options of a connection: redis-py 8 tries again three times, with pauses that grow, unless told otherwise."""
    from redis.backoff import NoBackoff  # only where there is a Redis is its client loaded
    from redis.retry import Retry

    return {"socket_timeout": patience, "socket_connect_timeout": patience, "retry": Retry(NoBackoff(), 0)}
