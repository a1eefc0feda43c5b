"""What one host that never answers costs the others: the same list with and without it."""

import asyncio
import time

from workers.links.client.checker import Checker
from workers.links.client.wire.config import CheckerConfig

TURNS = 5
TARPIT_LINKS = 20
# Enough for the tarpit to hold its place through the whole list, and no more.
LIMIT_S = 3.0


async def _seconds(urls: list[str], tarpit: str) -> float:
    """Until the last of `urls` is checked, in seconds."""
    config = CheckerConfig(allow_loopback=True, concurrency=100, total_limit=LIMIT_S, respect_robots=False)
    mixed = [*(f"{tarpit}/{n}" for n in range(TARPIT_LINKS)), *urls] if tarpit else urls
    wanted, left = set(urls), len(urls)
    began = time.perf_counter()
    async with Checker(config) as checker:
        async for observation in checker.check_many(mixed):
            left -= observation.url in wanted
            if not left:
                break
        return time.perf_counter() - began


async def _measured(urls: list[str], turns: int) -> tuple[float, float]:
    # Accepts and says nothing for as long as the visitor stays.
    mute = await asyncio.start_server(lambda reader, writer: None, "127.20.250.1", 0)
    tarpit = f"http://127.20.250.1:{mute.sockets[0].getsockname()[1]}"
    try:
        without, with_it = [], []
        for _ in range(turns):
            without.append(await _seconds(urls, ""))
            with_it.append(await _seconds(urls, tarpit))
        # The fastest of each: other programs on the machine only ever add to it.
        return min(without), min(with_it)
    finally:
        mute.close()


def measure(urls: list[str], *, quick: bool) -> tuple[float, float]:
    """(seconds without, seconds with the tarpit) for all other links, the fastest of several turns."""
    return asyncio.run(_measured(urls, 1 if quick else TURNS))
