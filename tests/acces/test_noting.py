"""What happens to accounts is in Wagtail's log, each with who did it; and nothing there helps to get in."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from acces.accounts.noting import WORDS
from acces.invitations.inviting import invite, invite_again
from acces.models import Session
from acces.second_factor import factors
from acces.sessions.listing import end_others
from ground.edges import rates
from tests.acces.accounts import account, code_of, with_application
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled():
    pages.arbre()
    rates.begin_anew()
    yield
    rates.begin_anew()


def noted():
    """[(words, by whom, to whom)], the oldest first."""
    entries = ModelLogEntry.objects.order_by("pk")
    return [(entry.message, entry.user.username, entry.label) for entry in entries]


def test_each_step_of_a_second_factor_is_noted():
    jeanne, root = account(), account("racine")
    device = factors.begin_application(jeanne)
    factors.confirm_application(user=jeanne, code=code_of(device), name="Téléphone privé")
    codes = factors.new_codes(jeanne)
    factors.try_code(user=jeanne, code=codes[0])
    factors.remove(user=jeanne, kind="application", pk=device.pk)
    with_application(jeanne)
    factors.remove_all(jeanne, by=root)
    assert noted() == [
        ("Second facteur ajouté", "jeanne", "jeanne"),
        ("Codes de secours faits", "jeanne", "jeanne"),
        ("Code de secours utilisé", "jeanne", "jeanne"),
        ("Second facteur retiré", "jeanne", "jeanne"),
        ("Second facteur retiré", "racine", "jeanne"),
    ]
    kept = str(list(ModelLogEntry.objects.values()))
    assert [secret in kept for secret in (*codes, "Téléphone", "@")] == [False] * 12


def test_sessions_that_are_ended_are_noted_when_there_were_any():
    jeanne = account()
    assert (end_others(jeanne, but=None), noted()) == (0, [])
    Session.objects.create(session_key="x" * 32, compte=jeanne, expire_date=timezone.now())
    assert (end_others(jeanne, but=None), noted()) == (1, [("Sessions fermées", "jeanne", "jeanne")])


def test_invitations_are_noted_without_the_address():
    root = account("racine")
    noe = invite(mail="noe@exemple.fr", first_name="", last_name="", by=root)
    invite_again(noe, by=root)
    noe.refresh_from_db()
    noe.set_password("une phrase bien longue")
    noe.save()
    assert noted() == [
        ("Invitation envoyée", "racine", "noe"),
        ("Invitation renvoyée", "racine", "noe"),
        ("Invitation acceptée, mot de passe choisi", "noe@exemple.fr", "noe"),
    ]


def test_every_action_has_words():
    assert [action for action, (label, sentence) in WORDS.items() if not (label and sentence)] == []
