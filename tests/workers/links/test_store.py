"""Claims are leases; runs are judged whole; what is stored is what editors read."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liens.enums import EtatLien
from liens.models import Lien
from workers.links.client.classes import ObservationClass as C
from workers.links.client.observation import Observation
from workers.links.ledger import runs as store
from workers.links.models import Controle, EtatHote, Suivi

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_lien(url="https://a.example/1", *, due=NOON, **fields):
    host = url.split("/")[2]
    return Lien.objects.create(url=url, hote=host, prochain_controle_le=due, **fields)


def seen(lien, class_, *, at=NOON, **fields):
    return (lien, Observation(url=lien.url, class_=class_, started_at=at, **fields))


def record(*observed, at=NOON, **options):
    return store.record_run(observed, now=at, rng=random.Random(1), **options)


class TestClaim:
    def test_takes_due_links_and_leaves_the_others(self):
        due = a_lien()
        a_lien("https://b.example/", due=NOON + timedelta(minutes=1))
        a_lien("https://c.example/", etat=EtatLien.RETIRE)
        assert store.claim(now=NOON) == [due.pk]

    def test_taken_once_however_often_the_beat_calls(self):
        a_lien()
        assert [len(store.claim(now=NOON)) for _ in range(3)] == [1, 0, 0]

    def test_a_host_in_flight_is_left_for_later(self):
        a_lien()
        store.claim(now=NOON)
        a_lien("https://a.example/2")
        assert store.claim(now=NOON) == []

    def test_what_a_killed_worker_held_is_taken_again_after_the_lease(self):
        lien = a_lien()
        store.claim(now=NOON)
        assert store.claim(now=NOON + store.LEASE - timedelta(seconds=1)) == []
        assert store.claim(now=NOON + store.LEASE) == [lien.pk]

    def test_a_host_that_asked_for_a_pause_gets_it(self):
        lien = a_lien()
        EtatHote.objects.create(hote="a.example", pause_jusqu_au=NOON + timedelta(hours=1))
        assert store.claim(now=NOON) == []
        assert store.claim(now=NOON + timedelta(hours=1)) == [lien.pk]

    def test_no_host_takes_more_than_its_share_of_a_run(self):
        for number in range(store.LINKS_PER_HOST + 5):
            a_lien(f"https://a.example/{number}")
        other = a_lien("https://b.example/", due=NOON)
        claimed = store.claim(now=NOON)
        assert len(claimed) == store.LINKS_PER_HOST + 1
        assert other.pk in claimed

    def test_a_host_that_a_run_still_holds_is_left_for_later(self):
        lien = a_lien()
        end = NOON + timedelta(minutes=5)
        EtatHote.objects.create(hote="a.example", occupe_jusqu_au=end, occupe_par="une tournée")
        assert [store.claim(now=NOON), store.claim(now=end)] == [[], [lien.pk]]

    def test_a_run_leaves_hosts_for_another_one(self):
        for number in range(store.HOSTS_PER_RUN * 2):
            a_lien(f"https://h{number}.example/1")
            a_lien(f"https://h{number}.example/2")
        runs = [store.claim(now=NOON) for _ in range(3)]
        assert [len(run) for run in runs] == [store.HOSTS_PER_RUN * 2, store.HOSTS_PER_RUN * 2, 0]


class TestRecord:
    def test_a_living_link_is_ok_and_verified_and_comes_back_tomorrow(self):
        lien = a_lien()
        store.claim(now=NOON)
        result = record(seen(lien, C.OK, status=200, elapsed_ms=12))
        lien.refresh_from_db()
        assert (lien.etat, lien.verifie_le, lien.classe, lien.code_http) == (EtatLien.OK, NOON, "ok", 200)
        assert timedelta(days=1) <= lien.prochain_controle_le - NOON <= timedelta(days=1.5)
        assert lien.reserve_jusqu_au is None
        assert result == store.RunResult(written=1, changed=(lien.pk,), inconclusive=False)

    def test_one_404_makes_a_suspect_and_a_second_one_a_day_later_breaks_it(self):
        lien = a_lien()
        states = []
        for at in (NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=25)):
            record(seen(lien, C.GONE, at=at, status=404), at=at)
            lien.refresh_from_db()
            states.append(lien.etat)
        assert states == [EtatLien.SUSPECT, EtatLien.SUSPECT, EtatLien.CASSE]
        assert Suivi.objects.get(lien=lien).en_echec_depuis == NOON

    def test_the_ledger_keeps_one_row_per_observation_however_often_it_is_delivered(self):
        lien = a_lien()
        for _ in range(2):
            record(seen(lien, C.OK, status=200, elapsed_ms=12))
        assert list(Controle.objects.values_list("lien_id", "le", "classe", "etat", "duree_ms")) == [
            (lien.pk, NOON, "ok", "ok", 12)
        ]

    def test_a_run_without_living_canaries_changes_nothing(self):
        lien = a_lien(etat=EtatLien.OK)
        result = record(seen(lien, C.TIMEOUT_CONNECT), canaries_alive=False)
        lien.refresh_from_db()
        assert (lien.etat, lien.classe, Controle.objects.count()) == (EtatLien.OK, "", 0)
        assert lien.prochain_controle_le == NOON + store.RETRY_AFTER_OUTAGE
        assert result.inconclusive

    def test_many_hosts_that_fail_at_once_are_put_down_to_our_own_network(self):
        liens = [a_lien(f"https://h{number}.example/", etat=EtatLien.OK) for number in range(20)]
        down = [seen(lien, C.TIMEOUT_CONNECT if number < 7 else C.OK) for number, lien in enumerate(liens)]
        assert record(*down).inconclusive
        assert set(Lien.objects.values_list("etat", flat=True)) == {EtatLien.OK}

    def test_a_pause_that_a_site_asks_for_is_kept(self):
        lien = a_lien()
        record(seen(lien, C.RATE_LIMITED, status=429, retry_after_s=600))
        assert EtatHote.objects.get(hote="a.example").pause_jusqu_au == NOON + timedelta(minutes=10)


class TestManyAtOnce:
    def test_a_run_takes_the_same_number_of_queries_however_many_links_it_has(self):
        few = [a_lien(f"https://p{n}.example/") for n in range(2)]
        many = [a_lien(f"https://m{n}.example/") for n in range(40)]
        with CaptureQueriesContext(connection) as first:
            record(*(seen(lien, C.OK, status=200) for lien in few))
        with CaptureQueriesContext(connection) as second:
            record(*(seen(lien, C.OK, status=200) for lien in many))
        assert len(first) == len(second)

    def test_what_is_known_of_a_link_is_updated_in_place(self):
        lien = a_lien()
        for days in (0, 1):
            record(seen(lien, C.GONE, at=NOON + timedelta(days=days), status=404), at=NOON + timedelta(days=days))
        assert list(Suivi.objects.values_list("lien_id", "echecs", "en_echec_depuis")) == [(lien.pk, 2, NOON)]

    def test_a_link_that_nobody_cites_any_more_is_not_brought_back(self):
        lien, other = a_lien(), a_lien("https://b.example/")
        Lien.objects.filter(pk=lien.pk).update(etat=EtatLien.RETIRE)
        result = record(seen(lien, C.OK), seen(other, C.OK))
        lien.refresh_from_db()
        assert (lien.etat, result.written) == (EtatLien.RETIRE, 1)

    def test_a_link_deleted_meanwhile_is_not_made_anew(self):
        lien, other = a_lien(), a_lien("https://b.example/")
        pair = seen(lien, C.OK)
        Lien.objects.filter(pk=lien.pk).delete()
        record(pair, seen(other, C.OK))
        assert list(Lien.objects.values_list("url", flat=True)) == ["https://b.example/"]

    def test_of_a_link_given_up_to_another_run_nothing_is_written(self):
        lien, other = a_lien(), a_lien("https://b.example/")
        store.claim(now=NOON)
        Lien.objects.filter(pk=lien.pk).update(reserve_jusqu_au=None)
        result = record(seen(lien, C.OK), seen(other, C.OK), reserved_until=NOON + store.LEASE)
        assert (result.written, list(Controle.objects.values_list("lien_id", flat=True))) == (1, [other.pk])


def test_prune_forgets_after_thirteen_months():
    lien = a_lien()
    for age in (store.HISTORY_KEPT + timedelta(days=1), store.HISTORY_KEPT - timedelta(days=1)):
        Controle.objects.create(lien=lien, le=NOON - age, classe="ok", etat="ok", duree_ms=1)
    assert store.prune(now=NOON) == 1
    assert [controle.le for controle in Controle.objects.all()] == [NOON - store.HISTORY_KEPT + timedelta(days=1)]
