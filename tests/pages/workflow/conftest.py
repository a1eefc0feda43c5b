"""The site of the tests of rights, with roles in force; and what stands in the outbox."""

import pytest

from comite.enums import RoleComite as Role
from pages.models import PageEditoriale
from tests.comite.conftest import one_pair_of_eyes, there
from tests.factories import comite as people
from workers.links.reports.models import Courriel

__all__ = ["one_pair_of_eyes", "there"]


@pytest.fixture
def two(there):
    """A writer, two relecteurs of ours, a secretary; a page of ours that the writer has changed."""
    there.writer, there.one = there.comptes[Role.CONTRIBUTEUR], there.comptes[Role.RELECTEUR]
    there.secretary = there.comptes[Role.SECRETARIAT]
    there.other = people.compte()
    people.role(there.other, Role.RELECTEUR, there.notre)
    there.pages["own"].save_revision().publish()
    people.changed(there.pages["own"], there.writer)
    there.page = PageEditoriale.objects.get(pk=there.pages["own"].pk).specific
    return there


@pytest.fixture
def outbox():
    """What was written since it was last asked: (to, subject), in the order of writing, then by address."""
    seen = set()

    def fresh():
        rows = Courriel.objects.exclude(pk__in=seen).select_related("message").order_by("message", "adresse")
        rows = list(rows)
        seen.update(row.pk for row in rows)
        return [(row.adresse, row.message.sujet.removeprefix("[ODD\u00a017] ")) for row in rows]

    return fresh
