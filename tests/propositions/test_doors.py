"""The doors by which editors answer partners ask the rule: roles × doors × own, deputy's, another's, no one's page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from comite.enums import Act
from comite.enums import RoleComite as Role
from pages.models import PageEditoriale
from propositions.models import PropositionDePartenaire
from taxonomy.models import Partenaire
from tests.comite.conftest import one_pair_of_eyes, there
from tests.comite.test_doors import expected, logged_in, through

pytestmark = pytest.mark.django_db
__all__ = ["one_pair_of_eyes", "there"]


def proposed(page, there, **fields):
    """What a partner proposes of this page."""
    partner = Partenaire.objects.get_or_create(nom="Agence fictive", slug="agence-fictive")[0]
    said = {"page": page, "titre": page.title, "organisation": page.responsable_id, "jeton": "essai", **fields}
    return PropositionDePartenaire.objects.create(partenaire=partner, **said)


def accepts_a_partners(client, page, there):
    """A correction that a partner proposes, into the draft."""
    one = proposed(page, there, sorte="correction", depart={"titre": page.title}, valeurs={"titre": "Autre titre"})
    client.post(reverse("espace_proposition", args=[one.pk]), {"accepter": "1"})
    return PageEditoriale.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Autre titre"


def accepts_as_valid(client, page, there):
    """That a partner says it is still valid: from the list."""
    PageEditoriale.objects.filter(pk=page.pk).update(relu_le="2020-01-01")
    client.post(reverse("espace_propositions"), {"seule": proposed(page, there, sorte="valable").pk})
    return PageEditoriale.objects.get(pk=page.pk).relu_le == timezone.localdate()


def declines_a_partners(client, page, there):
    one = proposed(page, there, sorte="correction", valeurs={"titre": "Autre titre"})
    client.post(reverse("espace_proposition", args=[one.pk]), {"decliner": "1", "reponse": "Non."})
    one.refresh_from_db()
    return one.etat == "declinee"


DOORS = {
    "accepter une correction": (Act.DECIDE_PROPOSALS, accepts_a_partners),
    "accepter « toujours valable »": (Act.DECIDE_PROPOSALS, accepts_as_valid),
    "décliner": (Act.DECIDE_PROPOSALS, declines_a_partners),
}


@pytest.mark.parametrize("role", Role)
def test_every_answer_to_a_partner_asks_the_rule(there, one_pair_of_eyes, role):
    client = logged_in(there.comptes[role])
    assert through(DOORS, there, role, client) == expected(DOORS, role)
