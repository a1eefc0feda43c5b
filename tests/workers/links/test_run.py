"""From a due row to what editors and visitors read, through the real client and the real database."""

import pytest
from django.utils import timezone

from liens.enums import EtatLien
from liens.models import Lien
from tests.partner import partner_on_loopback
from workers.links.ledger import runs
from workers.links.models import Controle, EtatHote
from workers.links.run import check_links
from workers.links.tasks import check_run, claim


@pytest.fixture
def partner(settings):
    settings.LINKS_ALLOW_LOOPBACK = True
    settings.LINKS_CANARIES = []
    with partner_on_loopback() as url:
        yield url


def a_due(url):
    return Lien.objects.create(url=url, hote="127.0.0.1", prochain_controle_le=timezone.now())


@pytest.mark.django_db
class TestCheckLinks:
    def test_living_and_dead_links_of_one_run(self, partner):
        alive, dead = a_due(f"{partner}/guide"), a_due(f"{partner}/disparu/page")
        result = check_links([alive.pk, dead.pk])
        seen = list(Lien.objects.order_by("pk").values_list("etat", "classe", "code_http"))
        assert seen == [(EtatLien.OK, "ok", 200), (EtatLien.SUSPECT, "gone", 404)]
        assert sorted(result.changed) == [alive.pk, dead.pk]
        assert Controle.objects.count() == 2

    def test_dead_canaries_leave_everything_as_it_was(self, partner, settings):
        settings.LINKS_CANARIES = ["http://127.0.0.1:9/"]
        lien = a_due(f"{partner}/guide")
        assert check_links([lien.pk]) == runs.RunResult(written=0, changed=(), inconclusive=True)
        lien.refresh_from_db()
        assert (lien.etat, Controle.objects.count()) == (EtatLien.NOUVEAU, 0)

    def test_no_ids_no_calls(self):
        assert check_links([]) == runs.RunResult(written=0, changed=(), inconclusive=False)


@pytest.mark.django_db
def test_the_claim_hands_out_every_due_link_once(settings, monkeypatch):
    handed = []
    monkeypatch.setattr("workers.links.tasks.check_run.delay", lambda ids, until: handed.append(ids))
    for number in range(3):
        Lien.objects.create(
            url=f"https://h{number}.example/", hote=f"h{number}.example", prochain_controle_le=timezone.now()
        )
    claim()
    claim()
    assert [len(ids) for ids in handed] == [3]


@pytest.mark.django_db
class TestOneMessageTwice:
    """At-least-once delivery: whatever the broker repeats, the ledger has one row for each lease."""

    @pytest.fixture
    def handed(self, partner, monkeypatch):
        handed = []
        monkeypatch.setattr("workers.links.tasks.check_run.delay", lambda *message: handed.append(message))
        for number in range(3):
            a_due(f"{partner}/guide/{number}")
        claim()
        return handed

    def test_a_message_delivered_three_times_checks_once(self, handed):
        for _ in range(3):
            check_run(*handed[0])
        assert Controle.objects.count() == 3

    def test_a_message_of_a_lease_that_ended_does_nothing_once_the_links_are_claimed_anew(self, handed):
        Lien.objects.update(reserve_jusqu_au=timezone.now())
        claim()
        old, new = handed
        check_run(*old)
        assert Controle.objects.count() == 0
        check_run(*new)
        check_run(*old)
        assert Controle.objects.count() == 3

    def test_a_run_that_was_overtaken_while_it_looked_writes_nothing(self, handed, monkeypatch):
        record, overtaken = runs.record_run, []

        def slow_to_write(*args, **kwargs):
            if not overtaken:
                overtaken.append(True)
                Lien.objects.update(reserve_jusqu_au=timezone.now())
                EtatHote.objects.update(occupe_jusqu_au=None, occupe_par="")
                claim()
                check_run(*handed[1])
            return record(*args, **kwargs)

        monkeypatch.setattr("workers.links.run.record_run", slow_to_write)
        check_run(*handed[0])
        assert Controle.objects.count() == 3


@pytest.mark.django_db
def test_a_run_that_ends_asks_for_what_its_hosts_are_still_due_for(partner, monkeypatch):
    woken = []
    monkeypatch.setattr("workers.links.tasks.wake", woken.append)
    check_run([a_due(f"{partner}/guide").pk])
    assert woken == ["links.claim"]
