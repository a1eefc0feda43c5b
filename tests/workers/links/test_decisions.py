"""A decision silences and releases; it ends by its date, by a hand, by another one, or when the result changes."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from liens.enums import EtatLien
from liens.models import Lien
from tests.workers.links.checks import DAY, HOUR, NOON, a_lien, broken, check, record, seen
from workers.links import decisions
from workers.links.client.classes import LienState, Signal
from workers.links.client.classes import ObservationClass as C
from workers.links.enums import FinDecision, SorteDecision
from workers.links.models import Changement, Decision, Suivi

pytestmark = pytest.mark.django_db


def take(lien, sorte=SorteDecision.IGNORER, at=NOON, **fields):
    return decisions.take_decision(lien=lien, sorte=sorte, at=at, **fields)


def ends():
    return list(Decision.objects.order_by("pk").values_list("sorte", "fin", "terminee_le"))


class TestTaking:
    def test_is_bound_to_the_result_that_was_seen_and_says_who_and_why(self):
        who = get_user_model().objects.create_user("camille")
        lien = broken()
        decision = take(lien, par=who, raison="  Page d’archive.  ", jusqu_au=NOON + DAY)
        stored = Decision.objects.get()
        assert stored == decision
        assert (stored.lien, stored.par, stored.raison, stored.prise_le, stored.jusqu_au) == (
            lien,
            who,
            "Page d’archive.",
            NOON,
            NOON + DAY,
        )
        assert (stored.classe, stored.etat, stored.fin) == ("gone", "casse", "")

    def test_another_one_replaces_it(self):
        lien = broken()
        take(lien)
        take(lien, SorteDecision.PAUSE, at=NOON + HOUR, jusqu_au=NOON + DAY)
        assert ends() == [("ignorer", "remplacee", NOON + HOUR), ("pause", "", None)]

    def test_the_same_one_twice_is_one(self):
        lien = broken()
        assert take(lien, SorteDecision.FONCTIONNE) == take(lien, SorteDecision.FONCTIONNE, at=NOON + HOUR)
        assert ends() == [("fonctionne", "", None)]

    @pytest.mark.parametrize(
        ("etat", "sorte", "jusqu_au", "message"),
        [
            (EtatLien.RETIRE, "ignorer", None, "Aucune page ne cite plus ce lien : il n’y a rien à décider."),
            (
                EtatLien.OK,
                "danger_ecarte",
                None,
                "« Danger écarté » n’a pas de sens pour un lien dont l’état est « Fonctionne ».",
            ),
            (
                EtatLien.CASSE,
                "redirection",
                None,
                "« Redirection acceptée » n’a pas de sens pour un lien dont l’état est « Indisponible ».",
            ),
            (EtatLien.CASSE, "pause", None, "Une pause a une fin : donnez sa date."),
            (EtatLien.CASSE, "ignorer", NOON, "Cette date est passée : donnez une date à venir."),
        ],
    )
    def test_what_makes_no_sense_is_refused_with_a_sentence(self, etat, sorte, jusqu_au, message):
        lien = a_lien(etat=etat)
        with pytest.raises(ValidationError) as refused:
            take(lien, SorteDecision(sorte), jusqu_au=jusqu_au)
        said = [text.replace("\u00a0", " ") for text in refused.value.messages]
        assert (said, Decision.objects.count()) == ([message], 0)


class TestSilence:
    def test_an_ignored_link_is_checked_still_and_nobody_is_told(self):
        lien = a_lien()
        check(lien, C.GONE, NOON)
        take(lien)
        check(lien, C.GONE, NOON + 2 * DAY)
        assert (lien.etat, lien.controle_le) == (EtatLien.CASSE, NOON + 2 * DAY)
        assert list(Changement.objects.order_by("le").values_list("apres", "a_notifier")) == [
            ("suspect", True),
            ("casse", False),
        ]
        assert ends() == [("ignorer", "", None)]

    def test_a_pause_silences_until_its_date_and_not_after(self):
        lien, other = a_lien(), a_lien("https://b.example/")
        for each in (lien, other):
            check(each, C.GONE, NOON)
            take(each, SorteDecision.PAUSE, jusqu_au=NOON + 3 * DAY)
        check(lien, C.GONE, NOON + 2 * DAY)
        check(other, C.GONE, NOON + 4 * DAY)
        told = Changement.objects.filter(apres="casse").order_by("le").values_list("lien", "a_notifier")
        assert list(told) == [(lien.pk, False), (other.pk, True)]


class TestWaking:
    @pytest.mark.parametrize(
        ("then", "now", "wakes"),
        [
            (("gone", "casse"), (C.GONE, LienState.BROKEN), False),
            (("gone", "suspect"), (C.GONE, LienState.BROKEN), False),
            (("gone", "casse"), (C.SERVER_ERROR, LienState.BROKEN), True),
            (("gone", "casse"), (C.OK, LienState.BROKEN), True),
            (("gone", "casse"), (C.SKIPPED_COOLDOWN, LienState.BROKEN), False),
            (("gone", "casse"), (C.INCONCLUSIVE_SELF, LienState.BROKEN), False),
            (("refused", "suspect"), (C.TIMEOUT_CONNECT, LienState.SUSPECT), False),
            (("refused", "suspect"), (C.DNS_NX, LienState.SUSPECT), True),
            (("blocked", "inverifiable"), (C.BLOCKED, LienState.UNVERIFIABLE), False),
            (("blocked", "inverifiable"), (C.GONE, LienState.SUSPECT), True),
            (("ok", "ok"), (C.NOT_MODIFIED, LienState.OK), False),
            (("ok", "ok"), (C.OK, LienState.ATTENTION), True),
            (("ok", "attention"), (C.OK_REDIRECT_TEMP, LienState.ATTENTION), False),
            (("ok_redirect_perm", "attention"), (C.OK_REDIRECT_PERM, LienState.ATTENTION), False),
            (("ok_redirect_perm", "attention"), (C.OK, LienState.OK), True),
            (("domain_drift", "attention"), (C.DOMAIN_DRIFT, LienState.DANGER), True),
            (("parked", "danger"), (C.PARKED, LienState.DANGER), False),
            (("", "nouveau"), (C.OK, LienState.OK), True),
        ],
    )
    def test_is_for_another_result_only(self, then, now, wakes):
        decision = Decision(sorte="ignorer", classe=then[0], etat=then[1])
        assert decisions.est_reveillee(decision, classe=now[0], etat=now[1]) is wakes

    def test_an_ignored_link_that_fails_otherwise_is_back_in_the_list_and_told(self):
        lien = a_lien(etat=EtatLien.OK)
        check(lien, C.OK, NOON)
        take(lien)
        check(lien, C.GONE, NOON + DAY)
        assert ends() == [("ignorer", "reveillee", NOON + DAY)]
        assert list(Changement.objects.filter(apres="suspect").values_list("a_notifier", flat=True)) == [True]

    def test_a_danger_under_an_ignored_sign_is_told(self):
        lien = a_lien()
        check(lien, C.DOMAIN_DRIFT, NOON, signals=frozenset({Signal.OTHER_DOMAIN}))
        take(lien)
        check(lien, C.DOMAIN_DRIFT, NOON + DAY, signals=frozenset({Signal.OTHER_DOMAIN, Signal.SPAM_WORDS}))
        assert (lien.etat, ends()) == (EtatLien.DANGER, [("ignorer", "reveillee", NOON + DAY)])
        assert list(Changement.objects.filter(apres="danger").values_list("a_notifier", flat=True)) == [True]

    def test_a_run_put_down_to_our_network_wakes_nothing(self):
        lien = broken()
        take(lien)
        record(seen(lien, C.TIMEOUT_CONNECT, at=NOON + DAY), at=NOON + DAY, canaries_alive=False)
        assert ends() == [("ignorer", "", None)]


class TestEnd:
    def test_by_its_date_on_schedule(self):
        lien = broken()
        take(lien, SorteDecision.PAUSE, jusqu_au=NOON + DAY)
        assert decisions.expire_due(at=NOON + DAY - timedelta(seconds=1)) == 0
        assert decisions.expire_due(at=NOON + DAY) == 1
        assert ends() == [("pause", "expiree", NOON + DAY)]

    def test_by_a_hand_once(self):
        decision = take(broken())
        who = get_user_model().objects.create_user("camille")
        lifted = [decisions.lift_decision(decision=decision, at=NOON + HOUR, par=who) for _ in range(2)]
        assert (lifted, ends()) == ([True, False], [("ignorer", "levee", NOON + HOUR)])
        assert Decision.objects.get().levee_par == who

    def test_every_end_has_its_words(self):
        assert [fin.label for fin in FinDecision] == [
            "Arrivée à son terme",
            "Le résultat a changé",
            "Levée par quelqu’un",
            "Remplacée par une autre décision",
        ]


class TestWorksForMe:
    def test_marks_a_human_confirmation_that_ends_with_the_decision(self):
        lien = a_lien()
        check(lien, C.BLOCKED, NOON)
        decision = take(lien, SorteDecision.FONCTIONNE, at=NOON + HOUR)
        assert Lien.objects.get().confirme_le == NOON + HOUR
        check(lien, C.BLOCKED, NOON + 7 * DAY)
        assert Lien.objects.get().confirme_le == NOON + HOUR
        decisions.lift_decision(decision=decision, at=NOON + 8 * DAY)
        assert Lien.objects.get().confirme_le is None

    def test_a_confirmation_does_not_outlive_another_result(self):
        lien = a_lien()
        check(lien, C.BLOCKED, NOON)
        take(lien, SorteDecision.FONCTIONNE, at=NOON + HOUR)
        check(lien, C.GONE, NOON + 7 * DAY)
        assert (lien.confirme_le, ends()) == (None, [("fonctionne", "reveillee", NOON + 7 * DAY)])


def test_an_accepted_redirect_is_vouched_for_until_it_leads_elsewhere():
    lien = a_lien()
    check(lien, C.OK_REDIRECT_PERM, NOON, moved_to="https://b.example/")
    take(lien, SorteDecision.REDIRECTION)
    check(lien, C.OK_REDIRECT_PERM, NOON + DAY, moved_to="https://b.example/")
    assert (list(Lien.objects.a_regarder()), ends()) == ([], [("redirection", "", None)])
    check(lien, C.OK_REDIRECT_PERM, NOON + 2 * DAY, moved_to="https://elsewhere.example/")
    assert (list(Lien.objects.a_regarder()), ends()) == ([lien], [("redirection", "reveillee", NOON + 2 * DAY)])


class TestDanger:
    SIGNS = frozenset({Signal.FOR_SALE, Signal.PARKING_HOST})

    def seized(self):
        lien = a_lien()
        check(lien, C.PARKED, NOON, signals=self.SIGNS)
        assert lien.etat == EtatLien.DANGER
        return lien

    def test_stays_without_a_decision_even_when_the_site_answers(self):
        assert check(self.seized(), C.OK, NOON + DAY).etat == EtatLien.DANGER

    def test_is_cleared_by_a_human_and_the_same_signs_are_let_pass(self):
        lien = self.seized()
        take(lien, SorteDecision.DANGER_ECARTE, at=NOON + HOUR)
        lien.refresh_from_db()
        assert (lien.etat, lien.prochain_controle_le) == (EtatLien.NOUVEAU, NOON + HOUR)
        check(lien, C.PARKED, NOON + 2 * HOUR, signals=self.SIGNS)
        assert (lien.etat, ends()) == (EtatLien.ATTENTION, [("danger_ecarte", "", None)])
        assert list(Lien.objects.a_regarder()) == []
        assert not Changement.objects.filter(le__gt=NOON, a_notifier=True).exists()

    def test_comes_back_when_other_signs_follow(self):
        lien = self.seized()
        take(lien, SorteDecision.DANGER_ECARTE, at=NOON + HOUR)
        check(lien, C.DOMAIN_DRIFT, NOON + DAY, signals=frozenset({Signal.OTHER_DOMAIN, Signal.SPAM_WORDS}))
        assert (lien.etat, ends()) == (EtatLien.DANGER, [("danger_ecarte", "reveillee", NOON + DAY)])


def test_the_report_can_filter_by_what_the_verdict_says():
    lien = a_lien()
    check(lien, C.OK, NOON)
    check(lien, C.SERVER_ERROR, NOON + DAY, status=503, retry_after_s=7200, signals=frozenset({Signal.MAINTENANCE}))
    lien, suivi = Lien.objects.get(), Suivi.objects.get()
    assert (lien.etat_depuis, suivi.instable, suivi.maintenance_jusqu_au) == (NOON, False, NOON + DAY + 2 * HOUR)


def test_what_is_set_aside_leaves_the_editors_list_and_comes_back():
    ignored, paused, confirmed = (broken(f"https://{name}.example/") for name in "abc")
    take(ignored)
    take(paused, SorteDecision.PAUSE, jusqu_au=NOON + DAY)
    take(confirmed, SorteDecision.FONCTIONNE)
    assert list(Lien.objects.a_regarder()) == []
    decisions.expire_due(at=NOON + DAY)
    check(ignored, C.SERVER_ERROR, NOON + 2 * DAY)
    assert sorted(Lien.objects.a_regarder(), key=str) == [ignored, paused]
