"""What the home page says of sets: the next ones to everybody of the Comité, those that wait to whoever approves."""

from datetime import timedelta

import pytest

from comite.admin.arrival import HomePlace, shown_to
from comite.enums import RoleComite as Role
from parutions.enums import EtatParution, Sorte
from parutions.models import Parution
from tests.factories import comite as people
from tests.factories import pages, parutions

pytestmark = pytest.mark.django_db
SEES_NONE_TO_APPROVE = {Role.CONTRIBUTEUR, Role.EDITEUR, Role.REFERENT, Role.OBSERVATEUR}


@pytest.fixture
def there():
    """Everybody of the Comité, and a set that the secrétariat prepares."""
    there = people.comite()
    arbre = pages.arbre()
    there.parution = parutions.parution(
        (parutions.brouillons(arbre.boite, 1), Sorte.PUBLIER), by=there.comptes[Role.SECRETARIAT]
    )
    return there


def sets_shown(user, place):
    found = next((one for one in shown_to(people.anew(user)) if one.place == place), None)
    return found and [(row.titre, row.note) for row in found.rows if row.genre == "Parution"]


def test_next_sets_are_shown_to_all_the_soonest_first(there):
    parutions.parution(nom="Avant", dans=timedelta(minutes=5))
    parutions.parution(nom="Plus tard", dans=timedelta(days=9))
    parutions.parution(nom="Bien plus tard", dans=timedelta(days=90))
    Parution.objects.filter(nom="Avant").update(etat=EtatParution.APPROUVEE)
    shown = [("Avant", "Approuvée"), ("Rencontre de juillet", "En préparation"), ("Plus tard", "En préparation")]
    assert {role: sets_shown(user, HomePlace.NEXT) for role, user in there.comptes.items()} == dict.fromkeys(
        Role, shown
    )
    assert sets_shown(people.compte(), HomePlace.NEXT) is None


def test_set_that_was_proposed_waits_for_another_than_who_proposed_it(there):
    Parution.objects.update(etat=EtatParution.PROPOSEE, proposee_par=there.comptes[Role.SECRETARIAT])
    waits = {role: sets_shown(user, HomePlace.APPROVE) for role, user in there.comptes.items()}
    assert waits[Role.ADMINISTRATEUR] == [("Rencontre de juillet", "Proposée à l’approbation")]
    assert waits[Role.SECRETARIAT] == []
    assert not any(waits[role] for role in SEES_NONE_TO_APPROVE)


def test_home_page_leads_to_the_set(there, client):
    client.force_login(there.comptes[Role.CONTRIBUTEUR])
    page = client.get("/admin/").content.decode()
    assert f'href="/admin/parutions/{there.parution.pk}/"' in page
    assert "Prochaine parution" in page
