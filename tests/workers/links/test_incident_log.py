"""A site that is down is one incident, however many links it has; a link that is dead alone is one of its own."""

import pytest

from liens.enums import EtatLien
from liens.models import Lien
from tests.workers.links.checks import DAY, HOUR, NOON, a_lien, broken, check, record, seen
from workers.links.client.classes import ObservationClass as C
from workers.links.ledger import incident_log
from workers.links.models import Incident

pytestmark = pytest.mark.django_db


def incidents():
    rows = Incident.objects.order_by("pk")
    return list(
        rows.values_list("hote", "lien__url", "classe", "ouvert_le", "ferme_le", "liens_touches", "liens_suivis")
    )


def a_site(count, host="panne.example"):
    return [a_lien(f"https://{host}/{number}", etat=EtatLien.OK) for number in range(count)]


def test_one_host_of_400_links_down_is_one_incident_and_400_suspects():
    liens = a_site(400)
    record(*[seen(lien, C.REFUSED) for lien in liens])
    assert incidents() == [("panne.example", None, "refused", NOON, None, 400, 400)]
    assert list(Lien.objects.values_list("etat", flat=True)) == [EtatLien.SUSPECT] * 400


@pytest.mark.parametrize(
    ("classes", "opened"),
    [
        ([C.REFUSED] * 3, True),
        ([C.REFUSED] * 2, False),
        ([C.GONE] * 4 + [C.OK], True),
        ([C.GONE] * 3 + [C.OK], False),
        ([C.REFUSED, C.TIMEOUT_CONNECT, C.RESET], True),
        ([C.GONE, C.SERVER_ERROR, C.BLOCKED], False),
        ([C.REFUSED] * 4 + [C.OK], False),
        ([C.REFUSED] * 3 + [C.SKIPPED_COOLDOWN] * 9, True),
        ([C.BLOCKED] * 5, False),
    ],
    ids=[
        "3",
        "2",
        "4-of-5",
        "3-of-4",
        "no-answer-in-three-ways",
        "unlike",
        "a-machine-that-answers",
        "pauses",
        "robots",
    ],
)
def test_an_incident_needs_three_links_that_fail_alike_in_four_of_five(classes, opened):
    liens = a_site(len(classes))
    record(*[seen(lien, class_) for lien, class_ in zip(liens, classes, strict=True)])
    assert Incident.objects.de_sites().exists() is opened


def test_runs_that_share_a_host_make_one_incident_together():
    first, second, third = a_site(3)
    record(seen(first, C.REFUSED), seen(second, C.REFUSED))
    assert incidents() == []
    record(seen(third, C.REFUSED, at=NOON + HOUR), at=NOON + HOUR)
    record(seen(first, C.REFUSED, at=NOON + 2 * HOUR), at=NOON + 2 * HOUR)
    assert incidents() == [("panne.example", None, "refused", NOON + HOUR, None, 3, 3)]


def test_a_machine_that_answers_again_closes_its_incident():
    liens = a_site(5)
    record(*[seen(lien, C.REFUSED) for lien in liens])
    check(liens[0], C.OK, NOON + HOUR)
    assert incidents() == [("panne.example", None, "refused", NOON, NOON + HOUR, 5, 5)]


def test_the_links_checked_lately_speak_for_a_big_site_until_something_answers():
    liens = a_site(40)
    record(*[seen(lien, C.OK, at=NOON - 5 * DAY, status=200) for lien in liens], at=NOON - 5 * DAY)
    record(*[seen(lien, C.REFUSED) for lien in liens[:3]])
    assert incidents() == [("panne.example", None, "refused", NOON, None, 3, 40)]
    check(liens[0], C.REFUSED, NOON + 3 * DAY)
    assert [row[4] for row in incidents()] == [None]
    check(liens[9], C.GONE, NOON + 4 * DAY, status=404)
    assert [row[4] for row in incidents()] == [NOON + 4 * DAY]


def test_three_slow_pages_of_a_big_site_are_no_incident():
    liens = a_site(40)
    record(*[seen(lien, C.OK, at=NOON - 5 * DAY, status=200) for lien in liens], at=NOON - 5 * DAY)
    record(*[seen(lien, C.TIMEOUT_HEADERS) for lien in liens[:3]])
    assert incidents() == []


def test_what_nobody_cites_any_more_closes_its_incident():
    a_site_s_links, alone, other = a_site(3), broken("https://seul.example/"), broken("https://b.example/")
    record(*[seen(lien, C.REFUSED) for lien in a_site_s_links])
    Lien.objects.exclude(pk=other.pk).update(etat=EtatLien.RETIRE)
    assert incident_log.close_abandoned(now=NOON + DAY) == 2
    assert list(Incident.objects.ouverts().values_list("hote", flat=True)) == ["b.example"]
    assert alone.incidents.get().ferme_le == NOON + DAY


def test_pages_that_are_gone_together_stay_one_incident_until_a_fifth_is_back():
    liens = a_site(10)
    record(*[seen(lien, C.GONE, status=404) for lien in liens])
    for number in range(3):
        check(liens[number], C.OK, NOON + (number + 1) * HOUR)
    assert incidents() == [("panne.example", None, "gone", NOON, NOON + 3 * HOUR, 8, 10)]


def test_a_second_outage_is_a_second_incident():
    liens = a_site(3)
    for days, class_ in enumerate((C.REFUSED, C.OK, C.REFUSED)):
        record(*[seen(lien, class_, at=NOON + days * DAY) for lien in liens], at=NOON + days * DAY)
    assert [row[3:5] for row in incidents()] == [(NOON, NOON + DAY), (NOON + 2 * DAY, None)]


def test_one_dead_link_is_an_incident_of_its_own_until_it_is_repaired():
    lien = broken()
    assert incidents() == [("a.example", lien.url, "gone", NOON, None, 1, 1)]
    check(lien, C.GONE, NOON + DAY)
    check(lien, C.OK, NOON + 2 * DAY)
    assert [row[4] for row in incidents()] == [None]
    check(lien, C.OK, NOON + 3 * DAY)
    assert [row[3:5] for row in incidents()] == [(NOON, NOON + 3 * DAY)]


def test_the_incident_of_a_site_stands_for_those_of_its_links():
    liens = [broken(f"https://panne.example/{number}") for number in range(2)]
    other = a_lien("https://panne.example/2")
    check(other, C.GONE, NOON + DAY)
    liens.append(other)
    for lien in liens:
        check(lien, C.GONE, NOON + 3 * DAY)
    assert [(row[0], row[1], row[4] is None) for row in incidents()] == [
        ("panne.example", liens[0].url, False),
        ("panne.example", liens[1].url, False),
        ("panne.example", None, True),
    ]


def test_the_same_run_delivered_twice_opens_nothing_twice():
    liens = a_site(3)
    for _ in range(2):
        record(*[seen(lien, C.REFUSED) for lien in liens])
    assert incidents() == [("panne.example", None, "refused", NOON, None, 3, 3)]


def test_retired_links_say_nothing_of_their_host():
    first, second, third = a_site(3)
    record(seen(first, C.REFUSED), seen(second, C.REFUSED))
    Lien.objects.filter(pk=first.pk).update(etat=EtatLien.RETIRE)
    check(third, C.REFUSED, NOON + HOUR)
    assert incidents() == []


@pytest.mark.parametrize("hosts", [1, 3])
def test_the_cost_of_a_run_in_queries_does_not_grow_with_its_healthy_hosts(django_assert_num_queries, hosts):
    observed = [seen(a_lien(f"https://h{number}.example/", etat=EtatLien.OK), C.OK) for number in range(hosts)]
    with django_assert_num_queries(2):
        incident_log.update_incidents(observed, now=NOON)
