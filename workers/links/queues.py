"""Many links at once, one at a time per host, so that a host that never answers holds one place and no more."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


_HOST = re.compile(r"\s*https?:[/\\]*(?:[^/?#@\\]*@)?([^/?#\\:]*)", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host a link is queued under, near enough (the gate is exact); what calls nobody shares one queue."""
    match = _HOST.match(url)
    return match[1].lower() if match else ""


async def by_host(urls: Iterable[str], check: Callable[[str], Awaitable[T]], concurrency: int) -> AsyncIterator[T]:
    """Results as they end. At most `concurrency` checks at once, one per host; hosts take turns."""
    waiting: dict[str, deque[str]] = {}
    for url in urls:
        waiting.setdefault(host_of(url), deque()).append(url)
    ready = deque(waiting)
    results: asyncio.Queue[T | Exception] = asyncio.Queue(maxsize=max(200, concurrency))

    async def serve_hosts() -> None:
        while ready:
            host = ready.popleft()
            links = waiting[host]
            try:
                result: T | Exception = await check(links.popleft())
            except Exception as exc:  # noqa: BLE001  handed to the reader below, who would wait for ever
                result = exc
            await results.put(result)
            if links:
                ready.append(host)

    total = sum(map(len, waiting.values()))
    servers = [asyncio.create_task(serve_hosts()) for _ in range(max(1, min(concurrency, len(ready))))]
    try:
        for _ in range(total):
            result = await results.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:
        for server in servers:
            server.cancel()
        await asyncio.gather(*servers, return_exceptions=True)
