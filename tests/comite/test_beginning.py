"""Who begins pages is led to where they may stand, by the rule of rights."""

import pytest

from comite.enums import RoleComite as Role
from pages.models import PageEditoriale
from tests.comite.test_doors import logged_in
from tests.pages.test_new_page import rows, where

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "opens"),
    [(Role.CONTRIBUTEUR, True), (Role.EDITEUR, True), (Role.OBSERVATEUR, False), (Role.REFERENT, False)],
)
def test_who_begins_no_page_is_offered_none(there, role, opens):
    client = logged_in(there.comptes[role])
    asked = client.get(where("ressource"))
    shown = "odd17-commencer" in client.get("/admin/").content.decode()
    assert (asked.status_code == 200, shown) == (opens, opens)


def test_place_of_another_organisation_is_not_offered(there):
    PageEditoriale.objects.filter(pk=there.arbre.boite.pk).update(responsable=there.autre)
    client = logged_in(there.comptes[Role.CONTRIBUTEUR])
    offered = {name: client.get(address).status_code for name, _, address in rows(client.get(where("ressource")))}
    assert offered == {"Bases": 200, "Se former": 200}
