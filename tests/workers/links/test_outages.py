"""Our own network down: nothing changes, nobody is told but the operator, once; the schedule waits and tries."""

from datetime import timedelta

import pytest

from liens.enums import EtatLien
from liens.models import Lien
from tests.workers.links.checks import HOUR, NOON, a_lien, check, record, seen
from workers.links.client.classes import ObservationClass as C
from workers.links.ledger import runs
from workers.links.models import Changement, Controle, EtatHote, Incident, PanneReseau
from workers.links.reports.mailing import alerts
from workers.links.reports.models import Courriel, Message

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
RUNS = 3


@pytest.fixture(autouse=True)
def operator(settings):
    settings.OPERATOR_EMAILS = ["technique@example.org"]


def a_hundred_links():
    return [a_lien(f"https://h{number}.example/", etat=EtatLien.OK) for number in range(100)]


def offline(liens, at=NOON):
    return record(*[seen(lien, C.DNS_FAIL, at=at) for lien in liens], at=at)


def alertes_ecrites():
    return list(Courriel.objects.values_list("adresse", "message__sujet"))


def rows():
    return list(PanneReseau.objects.order_by("pk").values_list("ouverte_le", "derniere_le", "fermee_le", "tournees"))


def test_the_checkers_network_down_moves_nothing_and_alerts_the_operator_once():
    liens = a_hundred_links()
    for run in range(RUNS):
        at = NOON + run * HOUR
        assert offline(liens, at).inconclusive
        alerts.write_alerts(now=at)
        alerts.write_alerts(now=at + MINUTE)
    assert set(Lien.objects.values_list("etat", "classe")) == {(EtatLien.OK, "")}
    assert [model.objects.count() for model in (Changement, Controle, Incident, EtatHote)] == [0, 0, 0, 0]
    assert alertes_ecrites() == [("technique@example.org", alerts.OBJET)]
    assert "Depuis le 02/03/2026 à 13:00" in Message.objects.get().texte
    assert rows() == [(NOON, NOON + 2 * HOUR, None, RUNS)]


def test_the_next_outage_is_alerted_again():
    liens = a_hundred_links()
    offline(liens)
    alerts.write_alerts(now=NOON)
    record(*[seen(lien, C.OK, at=NOON + HOUR, status=200) for lien in liens], at=NOON + HOUR)
    offline(liens, NOON + 2 * HOUR)
    alerts.write_alerts(now=NOON + 2 * HOUR)
    assert len(alertes_ecrites()) == 2
    assert rows() == [(NOON, NOON, NOON + HOUR, 1), (NOON + 2 * HOUR, NOON + 2 * HOUR, None, 1)]


def test_a_run_that_nobody_answered_does_not_end_the_outage():
    offline(a_hundred_links())
    check(a_lien(), C.TIMEOUT_CONNECT, NOON + HOUR)
    assert [row[2] for row in rows()] == [None]


def test_two_tasks_that_find_the_same_alert_owed_write_it_once():
    offline(a_hundred_links())
    assert [alerts.write_alerts(now=NOON) for _ in range(2)] == [1, 0]


def test_without_an_address_nothing_is_sent_and_nothing_stays_owed(settings):
    settings.OPERATOR_EMAILS = []
    offline(a_hundred_links())
    assert alerts.write_alerts(now=NOON) == 0
    assert (alertes_ecrites(), PanneReseau.objects.get().alertee_le) == ([], NOON)


def test_the_schedule_pauses_while_the_checker_is_offline_and_tries_once_a_quarter():
    liens = a_hundred_links()
    offline(liens)
    assert runs.claim(now=NOON + 14 * MINUTE) == []
    tried = runs.claim(now=NOON + 15 * MINUTE)
    assert len(tried) == runs.HOSTS_PER_RUN
    Lien.objects.update(reserve_jusqu_au=None)
    assert runs.claim(now=NOON + 16 * MINUTE) == []
    assert len(runs.claim(now=NOON + 30 * MINUTE)) == runs.HOSTS_PER_RUN


def test_the_schedule_goes_on_as_soon_as_a_run_counted():
    liens = a_hundred_links()
    offline(liens)
    record(seen(liens[0], C.OK, at=NOON + 15 * MINUTE, status=200), at=NOON + 15 * MINUTE)
    assert len(runs.claim(now=NOON + 16 * MINUTE)) == runs.HOSTS_PER_RUN
