"""The partners' world, visited at the dates the policy asks for by the real client; every test of a row reads that."""

import asyncio
import random
from dataclasses import dataclass, field

import pytest

from scripts.world.behaviours import compressed_bomb
from scripts.world.rows import ROWS
from scripts.world.server import world_in_a_thread
from workers.links.client.checker import Checker, Known
from workers.links.client.classes import ALIVE, AttentionReason, Signal
from workers.links.verdict.policy import LinkHistory, judge

# Room between what is slow and what a busy machine makes of the others.
TEMPO = 0.2
# The hardest rule breaks a link at its fourth look.
ROUNDS = 5


@dataclass
class Life:
    """What became of one link: its observations and the verdicts on them, each at the date the last one set."""

    observations: list = field(default_factory=list)
    verdicts: list = field(default_factory=list)
    known: Known | None = None

    def take(self, seen, rng):
        if self.verdicts:
            history, at = self.verdicts[-1].history, self.verdicts[-1].next_check_at
        else:
            history, at = LinkHistory(), seen.started_at
        self.observations.append(seen)
        self.verdicts.append(judge(history, seen, at=at, rng=rng))
        if seen.class_ in ALIVE and seen.content_type:
            self.known = Known(seen.etag, seen.last_modified, seen.content_type, "", seen.title, seen.text_simhash)


@pytest.fixture(scope="session")
def world():
    for coding in ("gzip", "deflate", "br"):
        compressed_bomb(coding)
    with world_in_a_thread(ROWS, tempo=TEMPO) as started:
        yield started


async def visit(world, lives):
    """One look at every row, by a checker that was just started."""
    async with Checker(world.config()) as checker:
        places = asyncio.Semaphore(16)

        async def one(row):
            async with places:
                known = lives[row.slug].known
                seen = await checker.check(world.url(row), known=known)
                if Signal.SLOW in seen.signals and AttentionReason.SLOW not in row.reasons:
                    # This machine was busy, not the site: such a look is taken once more.
                    seen = await checker.check(world.url(row), known=known)
                return row.slug, seen

        return await asyncio.gather(*map(one, world.rows))


@pytest.fixture(scope="session")
def lives(world):
    lives = {row.slug: Life() for row in world.rows}
    rng = random.Random(17)
    for _ in range(ROUNDS):
        for slug, seen in asyncio.run(visit(world, lives)):
            lives[slug].take(seen, rng)
    return lives


@pytest.fixture(scope="session")
def first_visit(lives):
    return {slug: life.observations[0] for slug, life in lives.items()}
