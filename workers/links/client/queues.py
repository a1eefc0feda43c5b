"""Many links at once, one at a time per host, so that a host that never answers holds one place and no more."""

import asyncio
import re
import sys
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
# Results that wait for a slow reader before the checks do.
UNREAD = 500


_HOST = re.compile(r"\s*https?:[/\\]*(?:[^/?#@\\]*@)?([^/?#\\:]*)", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host a link is queued under, near enough (the gate is exact); what calls nobody shares one queue."""
    match = _HOST.match(url)
    return match[1].lower() if match else ""


async def by_host(urls: Iterable[str], check: Callable[[str], Awaitable[T]], concurrency: int) -> AsyncIterator[T]:
    """Results as they end. At most `concurrency` checks at once, one per host; hosts take turns."""

    async def at_once() -> AsyncIterator[list[str]]:
        yield list(urls)

    async with aclosing(streamed_by_host(at_once(), check, concurrency, window=sys.maxsize)) as results:
        async for result in results:
            yield result


async def streamed_by_host(
    pieces: AsyncIterator[Sequence[str]],
    check: Callable[[str], Awaitable[T]],
    concurrency: int,
    *,
    window: int,
) -> AsyncGenerator[T, None]:
    """The same for addresses that still arrive: no more than `window` of them wait, beside the last piece."""
    lines = _Lines(check)
    tasks = [
        asyncio.create_task(lines.read(pieces, window)),
        *(asyncio.create_task(lines.serve()) for _ in range(max(1, concurrency))),
    ]
    end = asyncio.create_task(lines.end(tasks))
    try:
        while not isinstance(result := await lines.results.get(), _End):
            yield result
        if result.problem is not None:
            raise result.problem
    finally:
        for task in (end, *tasks):
            task.cancel()
        await asyncio.gather(end, *tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _End:
    """What stands behind the last result: what went wrong, if something did."""

    problem: Exception | None


class _Lines(Generic[T]):
    """One line of waiting addresses for each host; a host stands in `ready` unless it is being served or empty."""

    def __init__(self, check: Callable[[str], Awaitable[T]]) -> None:
        self.check = check
        self.waiting: dict[str, deque[str]] = {}
        self.ready: deque[str] = deque()
        self.count = 0
        self.is_read = False
        self.wanted = asyncio.Event()
        self.arrived = asyncio.Event()
        self.results: asyncio.Queue[T | _End] = asyncio.Queue(maxsize=UNREAD)

    async def read(self, pieces: AsyncIterator[Sequence[str]], window: int) -> None:
        """Takes in addresses while there is room for them."""
        async for piece in pieces:
            for url in piece:
                self._add(url)
            self.arrived.set()
            while self.count >= window:
                self.wanted.clear()
                await self.wanted.wait()
        self.is_read = True
        self.arrived.set()

    def _add(self, url: str) -> None:
        host = host_of(url)
        line = self.waiting.get(host)
        if line is None:
            line = self.waiting[host] = deque()
            self.ready.append(host)
        line.append(url)
        self.count += 1

    async def serve(self) -> None:
        """Checks address after address until none is left."""
        while True:
            if not self.ready:
                # What is being served elsewhere needs no second pair of hands.
                if self.is_read:
                    return
                self.arrived.clear()
                await self.arrived.wait()
                continue
            host = self.ready.popleft()
            line = self.waiting[host]
            self.count -= 1
            self.wanted.set()
            result = await self.check(line.popleft())
            await self.results.put(result)
            if line:
                self.ready.append(host)
            else:
                del self.waiting[host]

    async def end(self, tasks: Iterable[asyncio.Task[None]]) -> None:
        """Says when there is nothing more to come, or that there cannot be."""
        problem = None
        try:
            await asyncio.gather(*tasks)
        except Exception as exc:  # noqa: BLE001  raised again for the reader, who would wait for ever
            problem = exc
        await self.results.put(_End(problem))
