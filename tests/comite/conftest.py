"""A site with roles in force, for every test of them."""

import pytest

from comite.enums import RoleComite as Role
from comite.models import ApprobationDuComite, ApprobationDuResponsable, ReglagesDeRelecture
from pages.models import PageEditoriale
from tests.factories import comite as people
from tests.factories import pages


@pytest.fixture
def there():
    """The trunk, which is no one's, four pages in it, and one account for each role."""
    found = people.comite()
    found.arbre = pages.arbre()
    held = {
        "own": {"responsable": found.notre},
        "deputy": {"responsable": found.autre, "adjoint": found.notre},
        "other": {"responsable": found.autre},
        "nobody": {},
    }
    found.pages = {
        kind: pages.ressource(
            found.arbre.boite, urls=[f"https://{kind}.example/"], title=f"Page {kind}", slug=f"page-{kind}", **fields
        )
        for kind, fields in held.items()
    }
    return found


@pytest.fixture
def one_pair_of_eyes():
    """Four eyes left out on the site and at the steps: what the table of rights gives is seen alone."""
    ReglagesDeRelecture.objects.update_or_create(defaults={"quatre_yeux": False})
    for step in (ApprobationDuResponsable, ApprobationDuComite):
        step.objects.update(quatre_yeux=False)


@pytest.fixture
def two(there):
    """Two relecteurs of ours, and a page of ours that the first has changed."""
    there.one = there.comptes[Role.RELECTEUR]
    there.other = people.compte()
    people.role(there.other, Role.RELECTEUR, there.notre)
    there.page = there.pages["own"]
    people.changed(there.page, there.one)
    there.page = PageEditoriale.objects.get(pk=there.page.pk).specific
    return there
