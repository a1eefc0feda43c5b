"""What the world's rows do not show: turns, pauses, memory of hosts, conditional requests, headers."""

import asyncio
import resource

import pytest

from scripts.world.behaviours import after, answers, by_path, hangs, limits_rate, when_header
from scripts.world.kinds import FINE
from scripts.world.rows import ROWS
from scripts.world.server import world_in_a_thread
from tests.workers.links.visits import in_world, row
from workers.links.client.checker import CheckerConfig, Known, observe
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.hosts import MemoryHostGate


def test_conditional_request_gives_not_modified():
    page = when_header("if-none-match", lambda value: value == '"v1"', answers(304, ""), answers(200, ETag='"v1"'))

    async def visit(world, checker):
        first = await checker.check(world.url(world.rows[0]))
        again = await checker.check(world.url(world.rows[0]), known=Known(etag=first.etag))
        return first.class_, first.etag, again.class_, again.status

    assert in_world([row("page", page)], visit) == (C.OK, '"v1"', C.NOT_MODIFIED, 304)


def test_user_agent_names_us_without_frightening_walls():
    agent = CheckerConfig(contact_url="https://exemple.fr/contact").user_agent

    assert agent.startswith("Mozilla/5.0 (compatible; ")
    assert "https://exemple.fr/contact" in agent
    assert len(agent) >= 40
    assert not {"link", "checker", "bot"} & set(agent.lower().replace("/", " ").split())


def test_pages_are_read_at_once_and_documents_are_settled_by_head():
    async def visit(world, checker):
        [site] = world.rows
        for path in ("/a", "/b", "/rapport.pdf"):
            await checker.check(f"http://{site.host}:{world.port}{path}")
        return dict(world.hits["site"])

    document = answers(200, b"%PDF-1.7", Content_Type="application/pdf")
    assert in_world([row("site", by_path({"/rapport.pdf": document}, FINE))], visit) == {
        ("GET", "/robots.txt"): 1,
        ("GET", "/a"): 1,
        ("GET", "/b"): 1,
        ("HEAD", "/rapport.pdf"): 1,
    }


def test_what_was_a_document_last_time_is_asked_by_head():
    async def visit(world, checker):
        [site] = world.rows
        seen = await checker.check(world.url(site), known=Known(content_type="application/pdf"))
        return seen.class_, seen.method

    document = answers(200, b"%PDF-1.7", Content_Type="application/pdf")
    assert in_world([row("site", document)], visit) == (C.OK, "HEAD")


def test_a_refused_request_is_made_once_more_as_a_browser_makes_it():
    picky = when_header("sec-fetch-mode", bool, FINE, answers(400, ""))

    async def visit(world, checker):
        seen = await checker.check(world.url(world.rows[0]))
        return seen.class_, seen.signals

    assert in_world([row("difficile", picky)], visit) == (C.OK, frozenset({Signal.BROWSER_HEADERS}))


def test_rate_limit_above_one_a_second_is_never_met_when_paced():
    async def visit(world, checker):
        [site] = world.rows
        urls = [f"http://{site.host}:{world.port}/{n}" for n in range(4)]
        return [observation.class_ async for observation in checker.check_many(urls)]

    found = in_world([row("lent", limits_rate(1, FINE))], visit, min_interval=1.5, retry_wait=99)

    assert found == [C.OK] * 4


def test_429_rests_the_host_for_the_rest_of_the_run():
    async def visit(world, checker):
        [site] = world.rows
        seen = [await checker.check(f"http://{site.host}:{world.port}/{n}") for n in range(3)]
        return [one.class_ for one in seen], seen[1].retry_after_s > 3000

    found = in_world([row("ferme", answers(429, "", Retry_After="3600"))], visit)

    assert found == ([C.RATE_LIMITED, C.SKIPPED_COOLDOWN, C.SKIPPED_COOLDOWN], True)


def test_mute_host_is_left_alone_after_three_timeouts():
    async def visit(world, checker):
        [site] = world.rows
        return [(await checker.check(f"http://{site.host}:{world.port}/{n}")).class_ for n in range(5)]

    found = in_world([row("muet", hangs)], visit, respect_robots=False)

    assert found == [C.TIMEOUT_HEADERS] * 3 + [C.SKIPPED_COOLDOWN] * 2


def test_tarpit_delays_no_other_host():
    rows = [row("tarpit", hangs), *(row(f"vif_{n}", FINE) for n in range(20))]

    async def visit(world, checker):
        urls = [f"http://{site.host}:{world.port}/{n}" for site in rows for n in range(3)]
        clock = asyncio.get_running_loop()
        started, ends = clock.time(), {}
        async for observation in checker.check_many(urls, concurrency=8):
            ends[observation.url] = (observation.class_, clock.time() - started)
        return [end for url, end in ends.items() if "tarpit" not in url], len(ends)

    others, count = in_world(rows, visit, respect_robots=False, total_limit=20.0)

    assert (count, {class_ for class_, _ in others}) == (63, {C.OK})
    # Three links of a host that never answers take three times the total limit.
    assert max(end for _, end in others) < 20.0


def test_one_call_at_a_time_for_a_host():
    busy, most = 0, 0

    async def serve(exchange):
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await exchange.pause(0.2)
        busy -= 1
        exchange.answer(200, "ok")

    async def visit(world, checker):
        [site] = world.rows
        urls = [f"http://{site.host}:{world.port}/{n}" for n in range(6)]
        await asyncio.gather(*map(checker.check, urls))
        return most

    assert in_world([row("seul", serve)], visit) == 1


def test_redirects_between_two_hosts_do_not_wait_for_each_other():
    async def visit(world, checker):
        first, second = (f"http://{site.host}:{world.port}/a" for site in world.rows)
        world.rows[0].behaviour.__self__["to"], world.rows[1].behaviour.__self__["to"] = second + "2", first + "2"
        seen = await asyncio.wait_for(asyncio.gather(checker.check(first), checker.check(second)), 10)
        return [one.class_ for one in seen]

    class Towards(dict):
        async def serve(self, exchange):
            if exchange.path == "/a":
                exchange.answer(302, "", {"Location": self["to"]})
            else:
                exchange.answer(200, "x" * 3000)

    rows = [row("un", Towards().serve), row("deux", Towards().serve)]

    assert in_world(rows, visit) == [C.OK_REDIRECT_TEMP, C.OK_REDIRECT_TEMP]


def test_invalid_url_beside_others_stops_nothing():
    urls = ["http://", "mailto:a@exemple.fr", "http://127.0.0.1/", "http://[::1"]

    assert sorted(one.class_ for one in observe(urls)) == sorted(
        [C.INVALID_URL, C.UNSUPPORTED, C.UNSAFE_TARGET, C.INVALID_URL]
    )


def test_slow_answer_is_timed():
    async def visit(world, checker):
        return (await checker.check(world.url(world.rows[0]))).elapsed_ms

    assert in_world([row("lente", after(2, FINE))], visit) == 2000


def test_large_bodies_leave_memory_alone():
    bombs = [one for one in ROWS if "bomb" in one.slug or one.slug in ("endless_page", "pdf_of_60_mb")]
    with world_in_a_thread(bombs) as world:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seen = observe([f"{world.url(bomb)}?{n}" for bomb in bombs for n in range(4)], world.config())
        after_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert {one.class_ for one in seen} == {C.OK}
    assert after_kib - before < 60 * 1024


@pytest.mark.parametrize("asked", [5, 50])
def test_gate_keeps_the_longest_cool_down(asked):
    async def run():
        gate = MemoryHostGate(0.0)
        gate.cool_down("a.fr", 20)
        gate.cool_down("a.fr", asked)
        return round(gate.cooling("a.fr")), gate.cooling("b.fr")

    assert asyncio.run(run()) == (max(20, asked), 0.0)
