"""The lease of a host over workers and restarts: two processes are two gates that share nothing but the database."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from liens.models import Lien
from tests.partner import PAGE
from tests.workers.links.checks import NOON
from workers.links.client.classes import ObservationClass
from workers.links.client.wire.failures import CallFailed
from workers.links.ledger import leases, runs
from workers.links.ledger.leases import StoredHostGate
from workers.links.models import Controle, EtatHote
from workers.links.run import check_links

pytestmark = pytest.mark.django_db(transaction=True)
INTERVAL = 0.15


def in_threads(*works):
    """Run each in a thread with a connection of its own; returns their results."""

    def alone(work):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(alone, works))


@contextmanager
def a_gate(interval=INTERVAL, **options):
    gate = StoredHostGate(interval, **options)
    try:
        yield gate
    finally:
        gate.close()


def calls_of(gate, host, count, length=0.03):
    """Make `count` calls and return when each began and ended."""

    async def called():
        spans = []
        for _ in range(count):
            await gate.acquire(host)
            began = monotonic()
            await asyncio.sleep(length)
            spans.append((began, monotonic()))
            gate.release(host)
        return spans

    return asyncio.run(called())


def gaps(spans):
    ordered = sorted(spans)
    return [after[0] - before[1] for before, after in itertools.pairwise(ordered)]


def a_turn(host="a.example", count=3):
    with a_gate() as gate:
        return calls_of(gate, host, count)


def test_two_workers_never_call_one_host_together_nor_too_soon_after_each_other():
    spans = list(itertools.chain(*in_threads(a_turn, a_turn)))
    assert len(spans) == 6
    assert min(gaps(spans)) >= INTERVAL - 0.01
    row = EtatHote.objects.get()
    assert (row.requetes, row.occupe_par, row.occupe_jusqu_au) == (6, "", None)


def test_the_pause_between_two_calls_outlives_the_worker():
    first, second = a_turn(count=1), a_turn(count=1)
    assert gaps([*first, *second])[0] >= INTERVAL - 0.01


def test_a_host_that_another_run_holds_is_not_given_twice():
    with a_gate() as first, a_gate() as second:
        assert first.prepare({"a.example", "b.example"}) == set()
        assert second.prepare({"b.example", "c.example"}) == {"b.example"}
    with a_gate() as third:
        assert third.prepare({"a.example", "b.example", "c.example"}) == set()


def test_who_waits_beyond_all_patience_is_told_so_and_no_strike_follows():
    with a_gate() as first, a_gate(patience=0) as second:
        first.prepare({"a.example"})
        with pytest.raises(CallFailed) as refused:
            calls_of(second, "a.example", 1)
        assert refused.value.failure.class_ is ObservationClass.SKIPPED_COOLDOWN


def test_the_leases_of_a_killed_run_end_by_themselves():
    leases.lease({"a.example"}, jeton="mort", now=NOON)
    for late, expected in ((-1, {"a.example"}), (0, set())):
        with time_machine.travel(NOON + leases.DUREE + timedelta(seconds=late), tick=False), a_gate() as gate:
            assert gate.prepare({"a.example"}) == expected


def test_a_finished_host_is_free_for_others_before_the_run_ends(monkeypatch):
    monkeypatch.setattr(leases, "RENDUS_ENSEMBLE_S", 0)

    async def finish(gate):
        gate.finish("a.example")
        gate.finish("b.example")
        await asyncio.wrap_future(gate._late[-1])

    with a_gate() as first, a_gate() as second:
        first.prepare({"a.example", "b.example", "c.example"})
        asyncio.run(finish(first))
        assert second.prepare({"a.example", "b.example", "c.example"}) == {"c.example"}


def test_a_cool_down_and_a_slower_pace_are_kept_for_the_next_worker():
    with a_gate() as gate:
        gate.prepare({"a.example"})

        async def learn():
            gate.cool_down("a.example", 600)
            gate.cool_down("a.example", 60)
            gate.slow_down("a.example", 5)

        asyncio.run(learn())
    with a_gate() as next_gate:
        next_gate.prepare({"a.example", "b.example"})

        async def asked():
            return [next_gate.cooling(host) for host in ("a.example", "b.example")]

        cooling, free = asyncio.run(asked())
    assert 590 < cooling <= 600
    assert free == 0
    assert EtatHote.objects.get(hote="a.example").intervalle_s == 5


class Counting(BaseHTTPRequestHandler):
    """A partner that counts how many calls it serves at once."""

    lock, now, most, asked = Lock(), 0, 0, 0

    def do_GET(self):
        with Counting.lock:
            Counting.now += 1
            Counting.asked += 1
            Counting.most = max(Counting.most, Counting.now)
        body = PAGE.encode() if self.path != "/robots.txt" else b""
        with Counting.lock:
            Counting.now -= 1
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture
def partner(settings):
    settings.LINKS_ALLOW_LOOPBACK, settings.LINKS_CANARIES = True, []
    Counting.now = Counting.most = Counting.asked = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def due_links(partner, count):
    now = timezone.now()
    return [Lien.objects.create(url=f"{partner}/{n}", hote="127.0.0.1", prochain_controle_le=now) for n in range(count)]


def test_two_beats_at_once_hand_out_every_link_once():
    now = timezone.now()
    for number in range(60):
        host = f"h{number % 20}.example"
        Lien.objects.create(url=f"https://{host}/{number}", hote=host, prochain_controle_le=now)
    claimed = list(itertools.chain(*in_threads(*[lambda: runs.claim(now=now, limit=15)] * 4)))
    assert len(claimed) == len(set(claimed)) >= 15
    reserved = Lien.objects.filter(reserve_jusqu_au__gt=now).values_list("pk", flat=True)
    assert sorted(claimed) == sorted(reserved)


def test_two_workers_with_one_host_between_them_do_no_harm(partner):
    liens = due_links(partner, 8)
    shares = [[lien.pk for lien in liens[:4]], [lien.pk for lien in liens[4:]]]
    results = in_threads(*[lambda share=share: check_links(share) for share in shares])
    # Whoever came second put its links off; the next claim takes them.
    late = set(Lien.objects.filter(classe="").values_list("pk", flat=True))
    assert sum(result.written for result in results) == 8 - len(late)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        check_links(runs.claim(now=timezone.now()))
    assert list(Lien.objects.values_list("classe", flat=True)) == ["ok"] * 8
    assert Controle.objects.count() == 8
    assert Counting.most == 1


def test_an_editor_who_waits_is_served_though_another_run_has_just_held_the_host(partner):
    (lien,) = due_links(partner, 1)
    gate = StoredHostGate(0)
    gate.prepare({"127.0.0.1"})
    in_time, _ = in_threads(lambda: check_links([lien.pk], waited_for=True), gate.close)
    assert in_time.written == 1
    lien.refresh_from_db()
    assert (lien.classe, lien.etat) == ("ok", "ok")
