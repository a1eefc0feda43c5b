"""What becomes of links and proposals later: forgotten by night, handed over, taken over by another partner."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from comite.enums import RoleComite as Role
from propositions.accesses.leaving import KIND
from propositions.models import AccesDePartenaire, PropositionDePartenaire
from propositions.pruning import prune
from propositions.tasks import prune_propositions
from taxonomy.merging import merge_terms
from tests.factories import comite as people
from tests.propositions.site import (
    answer,
    correction,
    editor,
    proposals,
    valid,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/espaces/"


def test_what_is_past_is_forgotten_by_night_and_what_waits_stays(site, client, admin):
    valid(client, site.ours)
    declined = correction(client, site.ours, titre="Non")
    answer(admin, declined, "decliner", reponse="Non")
    now = timezone.now()
    assert prune(now=now + timedelta(days=149)) == 0
    assert (prune(now=now + timedelta(days=151)), AccesDePartenaire.objects.count()) == (1, 0)
    assert [sort for sort, _, _ in proposals()] == ["valable", "correction"]
    with time_machine.travel(now + timedelta(days=397), tick=False):
        prune_propositions()
    assert proposals() == [("valable", "attente", "Guide des rives")]
    # What waits is decided though its link is forgotten.
    admin.post(LIST, {"seule": PropositionDePartenaire.objects.get().pk})
    assert proposals() == [("valable", "acceptee", "Guide des rives")]


def test_a_partner_that_is_merged_leaves_its_links_and_proposals_to_the_other(site, client):
    valid(client, site.ours)
    merge_terms(source=site.agence, cible=site.people.autre, by=editor(site, Role.ADMINISTRATEUR))
    assert (AccesDePartenaire.objects.get().partenaire, PropositionDePartenaire.objects.get().partenaire) == (
        site.people.autre, site.people.autre,
    )  # fmt: skip
    merge_terms(source=site.people.notre, cible=site.people.autre, by=editor(site, Role.ADMINISTRATEUR))
    assert set(AccesDePartenaire.objects.values_list("organisation", flat=True)) == {site.people.autre.pk}


def test_who_leaves_hands_over_the_links_that_he_gave(site, client):
    giver, other = editor(site), editor(site, Role.RELECTEUR)
    assert KIND.found(giver) == [("Accès d’Agence fictive du lien", reverse("espace_acces"))]
    KIND.handed(giver, other)
    assert AccesDePartenaire.objects.get().donne_par == other
    assert people.anew(giver) == giver
