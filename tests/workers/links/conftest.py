"""The partners' world, visited twice by the real client; every test of a row reads these two observations."""

import asyncio

import pytest

from workers.links.client import Checker
from workers.links.world.behaviours import compressed_bomb
from workers.links.world.rows import ROWS
from workers.links.world.server import world_in_a_thread

TEMPO = 0.1


@pytest.fixture(scope="session")
def world():
    for coding in ("gzip", "deflate", "br"):
        compressed_bomb(coding)
    with world_in_a_thread(ROWS, tempo=TEMPO) as started:
        yield started


async def visit(world):
    async with Checker(world.config()) as checker:
        places = asyncio.Semaphore(16)

        async def one(row):
            async with places:
                return row.slug, await checker.check(world.url(row))

        return dict(await asyncio.gather(*map(one, world.rows)))


@pytest.fixture(scope="session")
def first_visit(world):
    return asyncio.run(visit(world))


@pytest.fixture(scope="session")
def second_visit(world, first_visit):
    return asyncio.run(visit(world))
