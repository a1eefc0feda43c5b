"""Sites of the world, visited by one checker on a clock that leaps: a minute of silence costs nobody a second."""

import asyncio

from scripts.world.server import Row, World
from tests import leaping
from workers.links.client.checker import Checker
from workers.links.client.classes import ObservationClass as C
from workers.links.client.wire.resolver import AresLookup


class PatientLookup:
    """The real lookup, which asks from a thread of its own: the clock waits for it.

    Where nobody answers it would ask again by the real clock and outlive the loop: there the silence is of this loop.
    """

    def __init__(self, world, loop):
        config = world.config()
        self.world, self.loop = world, loop
        # c-ares asks again when an answer takes longer than usual, by the real clock; here the checker's limit ends it.
        self.real = AresLookup(nameservers=config.nameservers, port=config.dns_port, timeout=60, tries=30)

    async def addresses(self, host):
        if self.world.is_mute_about(host):
            await asyncio.Event().wait()
        with self.loop.waiting_for_elsewhere():
            return await self.real.addresses(host)

    async def close(self):
        await self.real.close()


def checker_of(world, **config):
    """A checker that lives in this world, on the loop that runs."""
    return Checker(world.config(lookup=PatientLookup(world, asyncio.get_running_loop()), **config))


def row(slug, behaviour, **more):
    return Row(slug, C.OK, None, None, behaviour, **more)


def in_world(rows, visit, **config):
    async def run():
        async with World(rows) as world, checker_of(world, **config) as checker:
            return await visit(world, checker)

    return leaping.run(run())
