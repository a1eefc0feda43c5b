"""A site with a partner, the partner in his desk, and an editor in the admin."""

import pytest

from comite.enums import RoleComite as Role
from tests.propositions.site import entered, given, logged_in, make
from tests.search.conftest import forget_everything


@pytest.fixture
def site():
    # What is kept of the terms in memory is of another test's.
    forget_everything()
    return make()


@pytest.fixture
def client(site):
    """The partner’s browser, behind his link."""
    return entered(given(site)[1])


@pytest.fixture
def admin(site):
    """The browser of an éditeur of our organisation."""
    return logged_in(site.people.comptes[Role.EDITEUR])
