"""From a due row to what editors and visitors read, through the real client and the real database."""

import pytest
from django.utils import timezone

from pages.enums import EtatLien
from pages.models import Lien
from tests.partner import partner_on_loopback
from workers.links import store
from workers.links.models import Controle
from workers.links.run import check_links
from workers.links.tasks import claim


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
        assert check_links([lien.pk]) == store.RunResult(written=0, changed=(), inconclusive=True)
        lien.refresh_from_db()
        assert (lien.etat, Controle.objects.count()) == (EtatLien.NOUVEAU, 0)

    def test_no_ids_no_calls(self):
        assert check_links([]) == store.RunResult(written=0, changed=(), inconclusive=False)


@pytest.mark.django_db
def test_the_claim_hands_out_every_due_link_once(settings, monkeypatch):
    handed = []
    monkeypatch.setattr("workers.links.tasks.check_run.delay", handed.append)
    for number in range(3):
        Lien.objects.create(
            url=f"https://h{number}.example/", hote=f"h{number}.example", prochain_controle_le=timezone.now()
        )
    claim()
    claim()
    assert [len(ids) for ids in handed] == [3]
