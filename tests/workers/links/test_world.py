"""Every row of the fault table, through the real client on loopback: first state and settled state."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from scripts.world import server
from scripts.world.kinds import FINE, ok
from scripts.world.rows import ROWS
from workers.links.client.checker import Checker
from workers.links.client.classes import LienState, ObservationClass

# The visits are made once a run, by one process of it.
pytestmark = pytest.mark.xdist_group("world")
by_slug = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.slug)


@by_slug
def test_world_row_gives_its_class(row, first_visit):
    assert first_visit[row.slug].class_ == row.expected


@by_slug
def test_world_row_gives_its_first_and_settled_state(row, lives):
    opening, *_, settled = lives[row.slug].verdicts

    assert (opening.state, settled.state, settled.reasons) == (row.first, row.settled, row.reasons)


def test_world_has_no_false_broken(lives):
    wolves = [
        row.slug
        for row in ROWS
        if row.settled is not LienState.BROKEN
        and LienState.BROKEN in {verdict.state for verdict in lives[row.slug].verdicts}
    ]

    assert wolves == []


def test_world_sleeps_through_no_death(lives):
    awake = {LienState.BROKEN, LienState.DANGER, LienState.ATTENTION, LienState.SUSPECT}
    asleep = [row.slug for row in ROWS if row.settled in awake and lives[row.slug].verdicts[-1].state not in awake]

    assert asleep == []


def test_world_has_every_state_as_first_and_as_last():
    assert len(ROWS) >= 220
    assert set(Counter(row.settled for row in ROWS)) == set(LienState) - {LienState.NEW, LienState.RETIRED}


def test_world_slugs_are_unique():
    assert len({row.slug for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("slug", "most"),
    [
        ("pdf_of_60_mb", 320 * 1024),
        ("gzip_bomb", 320 * 1024),
        ("deflate_bomb", 320 * 1024),
        ("brotli_bomb", 320 * 1024),
        ("endless_page", 320 * 1024),
        ("drips", 4096),
    ],
)
def test_world_large_body_is_read_within_bounds(slug, most, first_visit):
    assert first_visit[slug].bytes_read <= most


def test_world_tarpit_ends_within_the_total_limit_and_one_more_patient_try(world, first_visit):
    assert first_visit["never_answers"].elapsed_ms <= world.longest * 1000


def test_world_refused_redirect_is_not_echoed(first_visit):
    evidence = str(first_visit["redirect_to_private"].as_evidence())

    assert "10.0.0.5" not in evidence


def test_world_password_is_not_kept(first_visit):
    assert "secret" not in str(first_visit["credentials"].as_evidence())


def test_world_redirect_chain_is_kept_in_order(world, first_visit):
    seen = first_visit["chain_of_three"]
    site = f"http://chain-of-three.monde.test:{world.port}"

    assert [tuple(hop) for hop in seen.chain] == [
        (308, f"{site}/guides/alliances"),
        (307, f"{site}/un"),
        (303, f"{site}/deux"),
    ]
    assert (seen.final_url, seen.moved_to) == (f"{site}/trois", f"{site}/un")


def test_world_certificate_end_is_seen(first_visit):
    seen = first_visit["tls_ends_soon"]

    assert timedelta(days=6) < seen.tls_not_after - seen.started_at < timedelta(days=8)


def test_world_moves_to_other_ports_while_one_is_held(monkeypatch):
    row, free_port = ok("seule", FINE), server._free_port

    async def run():
        async with server.World([row]) as first:
            offered = iter([first.port, first.port6, free_port("127.0.0.1"), free_port("::1")])
            monkeypatch.setattr(server, "_free_port", lambda _: next(offered))
            async with server.World([row]) as second, Checker(second.config()) as checker:
                seen = await checker.check(second.url(row))
            return seen.class_, sum(first.hits["seule"].values()), next(offered, "all asked for")

    assert asyncio.run(run()) == (ObservationClass.OK, 0, "all asked for")


def test_world_says_when_no_port_is_left(monkeypatch):
    row = ok("seule", FINE)

    async def run():
        async with server.World([row]) as first:
            monkeypatch.setattr(server, "_free_port", lambda _: first.port)
            with pytest.raises(OSError, match="address already in use"):
                await server.World([row]).__aenter__()

    asyncio.run(run())
