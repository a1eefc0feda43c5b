"""Deciding and checking from the admin: one link from its card, many from the report, and the result as it comes."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from liens.enums import EtatLien
from liens.models import Lien
from tests.workers.links.checks import NOON, a_lien, broken, check
from workers.links.admin import actions
from workers.links.client.classes import ObservationClass as C
from workers.links.decisions import take_decision
from workers.links.enums import SorteDecision
from workers.links.ledger import outages
from workers.links.models import Decision

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("redaction"))
    return client


def words(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def card(lien):
    return reverse("links_card", args=[lien.pk])


class TestOnTheCard:
    def post(self, editor, lien, sorte, **fields):
        return editor.post(reverse("links_decide", args=[lien.pk]), {"sorte": sorte, **fields})

    def test_a_decision_is_taken_with_its_reason_and_the_end_of_its_day(self, editor):
        lien = broken()
        response = self.post(editor, lien, "pause", raison="Site en travaux.", jusqu_au="2026-03-20")
        assert (response.status_code, response["Location"]) == (302, card(lien))
        decision = Decision.objects.get()
        end = datetime(2026, 3, 20, 23, 59, tzinfo=timezone.get_default_timezone())
        assert (decision.sorte, decision.raison, decision.jusqu_au, decision.par.username) == (
            "pause",
            "Site en travaux.",
            end,
            "redaction",
        )
        page = words(editor.get(card(lien)))
        assert "En pause</strong> depuis le 2 mars 2026, jusqu’au 20 mars 2026, par redaction. Raison :" in page
        assert "En pause jusqu’au 20/03/2026" in page

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"sorte": "pause"}, "Une pause a une fin : donnez sa date."),
            ({"sorte": "ignorer", "jusqu_au": "2026-03-01"}, "Cette date est passée : donnez une date à venir."),
            ({"sorte": "danger_ecarte"}, "« Danger écarté » n’a pas de sens pour un lien dont l’état est"),
            ({"sorte": "n’importe quoi"}, "Choisissez l’une des décisions proposées."),
            ({"sorte": "ignorer", "raison": "x" * 301}, "300"),
        ],
    )
    def test_what_is_wrong_is_said_on_the_card_and_nothing_is_kept(self, editor, fields, said):
        lien = broken()
        response = self.post(editor, lien, **fields)
        assert (response.status_code, Decision.objects.count()) == (422, 0)
        assert said in words(response)

    @pytest.mark.parametrize(
        ("etat", "buttons"),
        [
            (EtatLien.CASSE, ["ignorer", "pause", "fonctionne"]),
            (EtatLien.ATTENTION, ["ignorer", "pause", "fonctionne", "redirection"]),
            (EtatLien.DANGER, ["ignorer", "pause", "danger_ecarte"]),
            (EtatLien.OK, ["ignorer", "pause"]),
        ],
    )
    def test_it_offers_the_decisions_that_make_sense(self, editor, etat, buttons):
        response = editor.get(card(a_lien(etat=etat)))
        assert [sorte.value for sorte in response.context["choix"]] == buttons

    def test_a_decision_is_lifted_and_stays_in_the_history(self, editor):
        lien = broken()
        self.post(editor, lien, "ignorer", raison="Page d’archive.")
        lift = reverse("links_lift", args=[Decision.objects.get().pk])
        first, second = (words(editor.post(lift, follow=True)) for _ in range(2))
        assert "La décision est levée : le lien revient dans la liste." in first
        assert "Cette décision était déjà terminée." in second
        assert "Levée par quelqu’un, le 2 mars 2026 (redaction)" in second

    @pytest.mark.parametrize("name", ["links_decide", "links_lift"])
    def test_nothing_is_decided_by_following_a_link(self, editor, name):
        decision = take_decision(lien=broken(), sorte=SorteDecision.IGNORER, at=NOON)
        pk = decision.pk if name == "links_lift" else decision.lien_id
        assert editor.get(reverse(name, args=[pk])).status_code == 405


class TestLiveResult:
    def asked(self, editor, lien, monkeypatch):
        monkeypatch.setattr("workers.links.admin.views.ask_for_check", lambda ids: None)
        response = editor.post(reverse("links_check_now", args=[lien.pk]))
        return response["Location"].removesuffix("#verification")

    def progress(self, editor, lien, url):
        return editor.get(reverse("links_progress", args=[lien.pk]) + "?" + url.partition("?")[2]).status_code

    def test_is_waited_for_then_shown(self, editor, monkeypatch):
        lien = a_lien(etat=EtatLien.OK)
        url = self.asked(editor, lien, monkeypatch)
        waiting = words(editor.get(url))
        assert "Vérification en cours…" in waiting
        assert f'<noscript><meta http-equiv="refresh" content="3; url={url}"></noscript>' in waiting
        assert self.progress(editor, lien, url) == 204
        check(lien, C.GONE, NOON + timedelta(seconds=4), status=404, reason="page introuvable")
        with time_machine.travel(NOON + timedelta(seconds=5), tick=False):
            done = words(editor.get(url))
            assert self.progress(editor, lien, url) == 205
        assert "Vérification faite. 13:00:04 : <strong>À confirmer</strong>, page introuvable (réponse 404)." in done
        assert "refresh" not in done

    def test_that_does_not_come_is_no_longer_waited_for(self, editor, monkeypatch):
        lien = a_lien()
        url = self.asked(editor, lien, monkeypatch)
        with time_machine.travel(NOON + 2 * MINUTE, tick=False):
            page = words(editor.get(url))
            assert self.progress(editor, lien, url) == 205
        assert "La vérification tarde." in page

    def test_says_when_our_own_network_is_down(self, editor, monkeypatch):
        lien = a_lien()
        url = self.asked(editor, lien, monkeypatch)
        outages.note_outage(liens=1, now=NOON)
        assert "Notre propre réseau ne répond pas : cette vérification n’a pas de valeur." in words(editor.get(url))
        report = words(editor.get(reverse("links_report")))
        assert "Notre propre réseau ne répond pas depuis le 2 mars à 13:00" in report

    @pytest.mark.parametrize(
        "demande", ["", "x", "2026-03-02T12:00:00", "2999-01-01T00:00:00Z", "2026-13-45T00:00:00Z"]
    )
    def test_nonsense_in_the_address_is_a_plain_card(self, editor, demande):
        response = editor.get(card(a_lien()), {"demande": demande})
        assert (response.status_code, response.context["verification"]) == (200, None)


class TestBulk:
    def url(self, action, *ids, next_url="/admin/liens/"):
        chosen = "&".join(f"id={pk}" for pk in ids)
        return f"{reverse('wagtail_bulk_action', args=['liens', 'lien', action])}?{chosen}&next={next_url}"

    def test_the_report_offers_the_three_actions(self, editor):
        a_lien()
        page = editor.get(reverse("links_report")).content.decode()
        assert [f"/bulk/liens/lien/{each.action_type}/" in page for each in actions.ACTIONS] == [True] * 3

    def test_many_links_are_ignored_with_one_reason(self, editor):
        liens = [broken(f"https://{name}.example/") for name in "ab"]
        url = self.url("ignorer", *(lien.pk for lien in liens))
        confirm = words(editor.get(url))
        assert "2 liens choisis :" in confirm
        assert "https://a.example/" in confirm
        done = editor.post(url, {"raison": "Ancien programme."}, follow=True)
        assert "Ignorer : 2 liens." in words(done)
        assert list(Decision.objects.order_by("lien").values_list("lien", "sorte", "raison")) == [
            (lien.pk, "ignorer", "Ancien programme.") for lien in liens
        ]

    def test_a_pause_without_a_date_is_asked_for_it(self, editor):
        lien = broken()
        response = editor.post(self.url("pause", lien.pk), {"raison": ""})
        assert (response.status_code, Decision.objects.count()) == (200, 0)
        editor.post(self.url("pause", lien.pk), {"jusqu_au": "2026-03-20"})
        assert Decision.objects.get().sorte == "pause"

    def test_all_of_the_list_are_those_of_the_filtered_list(self, editor):
        wanted = broken("https://a.example/")
        a_lien("https://b.example/", etat=EtatLien.OK)
        url = self.url("ignorer", "all", next_url="/admin/liens/%3Fpanier=casse")
        editor.post(url, {})
        assert list(Decision.objects.values_list("lien", flat=True)) == [wanted.pk]

    def test_checks_are_asked_for_in_tasks_of_fifty(self, editor, monkeypatch):
        asked = []
        monkeypatch.setattr(actions, "ask_for_check", asked.append)
        liens = [a_lien(f"https://a.example/{number}") for number in range(120)]
        done = editor.post(self.url("verifier", *(lien.pk for lien in liens)), follow=True)
        assert [len(ids) for ids in asked] == [50, 50, 20]
        assert "Vérifier maintenant : 120 liens." in words(done)

    @pytest.mark.parametrize("ids", [["x"], [999], []])
    def test_nothing_chosen_does_nothing(self, editor, ids):
        url = self.url("ignorer", *ids)
        assert "Aucun lien n’a été choisi" in words(editor.get(url))
        assert editor.post(url, {}).status_code == 302
        assert Decision.objects.count() == 0

    def test_who_may_not_work_on_pages_changes_nothing(self, client):
        lien = broken()
        visitor = get_user_model().objects.create_user("lecture")
        visitor.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(visitor)
        client.post(self.url("ignorer", lien.pk), {})
        assert Decision.objects.count() == 0
        for name in ("links_report", "links_incidents", "links_partners"):
            assert client.get(reverse(name)).status_code == 302
        assert client.post(reverse("links_decide", args=[lien.pk]), {"sorte": "ignorer"}).status_code == 302
        assert Decision.objects.count() == 0
        assert Lien.objects.get().mis_de_cote is False
