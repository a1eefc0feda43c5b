"""The partners' world, visited at the dates the policy asks for by the real client; every test of a row reads that."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from scripts.world.rows import ROWS
from scripts.world.server import World
from tests import leaping
from tests.workers.links.visits import checker_of
from workers.links.client.checker import Known
from workers.links.client.classes import ALIVE
from workers.links.verdict.policy import LinkHistory, judge

# Links that are looked at together.
AT_ONCE = 64
# The hardest rule breaks a link at its fourth look.
ROUNDS = 5


@dataclass
class Life:
    """What became of one link: its observations and the verdicts on them, each at the date the last one set."""

    observations: list = field(default_factory=list)
    verdicts: list = field(default_factory=list)
    known: Known | None = None

    def take_stock(self, rng):
        """The verdict on what was seen last."""
        seen = self.observations[-1]
        if self.verdicts:
            history, at = self.verdicts[-1].history, self.verdicts[-1].next_check_at
        else:
            history, at = LinkHistory(), seen.started_at
        self.verdicts.append(judge(history, seen, at=at, rng=rng))

    def see(self, seen):
        self.observations.append(seen)
        if seen.class_ in ALIVE and seen.content_type:
            self.known = Known(seen.etag, seen.last_modified, seen.content_type, "", seen.title, seen.text_simhash)


@dataclass(frozen=True)
class Lived:
    """The lives of all links by slug, and what the tests need to know of the world that they were seen in."""

    port: int
    longest: float
    lives: dict


async def visit(world, lives):
    """One look at every row, by a checker that was just started."""
    async with checker_of(world) as checker:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(row):
            async with places:
                lives[row.slug].see(await checker.check(world.url(row), known=lives[row.slug].known))

        await asyncio.gather(*map(one, world.rows))


async def live_through_all_rounds():
    lives = {row.slug: Life() for row in ROWS}
    rng = random.Random(17)
    async with World(ROWS) as world:
        for _ in range(ROUNDS):
            await visit(world, lives)
            for row in ROWS:
                lives[row.slug].take_stock(rng)
        return Lived(world.port, world.config().total_limit + world.config().patient_limit, lives)


@pytest.fixture(scope="session")
def world():
    """All rows, visited at the dates that the verdicts ask for, with the delays and the limits of production."""
    return leaping.run(live_through_all_rounds())


@pytest.fixture(scope="session")
def lives(world):
    return world.lives


@pytest.fixture(scope="session")
def first_visit(lives):
    return {slug: life.observations[0] for slug, life in lives.items()}
