"""The people of the demonstration: sixteen accounts, plainly fictitious, every role among them."""

import pytest
from django.contrib.auth.models import User

from comite.enums import RoleComite
from comite.models import Appartenance, MiseEnService
from demo.content.people import SURNAME, load_people, people
from pages.admin.groups import EDITEURS, install_groups
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db
SECRET = "un-secret-de-demonstration"


@pytest.fixture
def members():
    install_groups()
    pages.administrateur()
    taxonomy.partenaire("Organisation réelle", est_comite=True)
    return [
        taxonomy.partenaire(f"Membre {rank} (fictif)", slug=f"membre-{rank}", est_comite=True, est_fictif=True)
        for rank in range(8)
    ]


def test_each_fictitious_member_has_two_accounts_and_every_role_is_held(members, client):
    assert load_people(password=SECRET) is True
    found = people()
    assert {one.member: 0 for one in found} == {str(member): 0 for member in members}
    assert [sum(one.member == str(member) for one in found) for member in members] == [2] * 8
    assert {role for one in found for role in one.roles} == set(RoleComite.labels)
    assert all(one.name.endswith(SURNAME) for one in found)
    assert all(User.objects.get(username=one.username).email == f"{one.username}@comite.example" for one in found)
    assert all(client.login(username=one.username, password=SECRET) for one in found)
    assert all(one.username.isascii() for one in found)
    assert MiseEnService.objects.exists()


def test_they_are_made_once_and_what_was_done_with_them_stays(members):
    load_people(password=SECRET)
    Appartenance.objects.filter(role=RoleComite.OBSERVATEUR).delete()
    assert load_people(password="autre") is False
    assert (len(people()), Appartenance.objects.filter(role=RoleComite.OBSERVATEUR).exists()) == (16, False)


def test_site_that_groups_let_people_into_is_left_as_it_is(members):
    pages.membre(EDITEURS)
    assert (load_people(password=SECRET), MiseEnService.objects.exists(), people()) == (False, False, [])
