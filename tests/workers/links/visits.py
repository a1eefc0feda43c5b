"""A few sites of the world, visited by one checker."""

import asyncio

from scripts.world.server import Row, World
from workers.links.client.checker import Checker
from workers.links.client.classes import ObservationClass as C


def row(slug, behaviour, **more):
    return Row(slug, C.OK, None, None, behaviour, **more)


def in_world(rows, visit, *, tempo=0.1, **config):
    async def run():
        async with World(rows, tempo=tempo) as world, Checker(world.config(**config)) as checker:
            return await visit(world, checker)

    return asyncio.run(run())
