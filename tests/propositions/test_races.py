"""Two at once, each by a connection of its own: a form is one proposal, a proposal has one answer."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from comite.enums import RoleComite as Role
from comite.refusing import RuleError
from ground.machine.at_once import at_once
from pages.models import PageEditoriale
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from propositions.proposing.deciding import accept, decline
from propositions.proposing.making import propose_correction, say_valid
from tests.propositions.site import editor, given, proposals

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """What each call gave, or the error that it raised: all begin at the same moment."""
    met = threading.Barrier(len(calls), timeout=60)

    def alone(call):
        try:
            met.wait()
            return call()
        except RuleError as refused:
            return refused
        finally:
            connection.close()

    return at_once([lambda call=call: alone(call) for call in calls])


def test_a_form_pressed_twice_at_once_is_one_proposal(site):
    access = AccesDePartenaire.objects.select_related("partenaire").get(pk=given(site)[0].pk)
    seen = {"titre": "Guide des rives"}

    def correct():
        said = {"seen": seen, "wanted": {"titre": "Autre"}, "word": "", "token": "a" * 22}
        return propose_correction(access=access, page=site.ours, **said).pk

    def valid():
        return say_valid(access=access, keys=[site.ours.pk], token="b" * 22)

    first, second = together(correct, correct)
    assert first == second
    assert sorted(together(valid, valid)) == [(0, 1), (1, 0)]
    assert proposals() == [("correction", "attente", "Guide des rives"), ("valable", "attente", "Guide des rives")]


def test_of_two_answers_at_once_one_holds_and_the_other_is_told(site):
    access = AccesDePartenaire.objects.select_related("partenaire").get(pk=given(site)[0].pk)
    said = {"seen": {"titre": "Guide des rives"}, "wanted": {"titre": "Autre"}, "word": "", "token": "a" * 22}
    one = propose_correction(access=access, page=site.ours, **said)
    accounts = editor(site), editor(site, Role.RELECTEUR)
    now = timezone.now()
    answers = together(
        lambda: accept(proposal=one, by=accounts[0], at=now).etat,
        lambda: decline(proposal=one, by=accounts[1], answer="Non", at=now).etat,
    )
    told = [answer for answer in answers if isinstance(answer, RuleError)]
    kept = PropositionDePartenaire.objects.get().etat
    assert ([answer for answer in answers if isinstance(answer, str)], len(told)) == ([kept], 1)
    assert "n’attend plus de réponse" in str(told[0])
    draft = PageEditoriale.objects.get(pk=site.ours.pk).get_latest_revision_as_object()
    assert draft.title == {"acceptee": "Autre", "declinee": "Guide des rives"}[kept]
