"""« État de l’index » as an editor meets it: axe, the keyboard alone, and a rebuild that the worker really does."""

import re

import pytest

from tests.e2e.looks import faults, width_on
from tests.patience import wait_until

pytestmark = pytest.mark.e2e


@pytest.fixture
def admin(editor):
    editor.goto("/admin/recherche/etat/")
    return editor


def test_axe_finds_nothing_and_nothing_overflows(admin):
    assert (faults(admin), width_on(admin, 360) <= 360) == ([], True)


def test_rebuild_by_the_keyboard_is_done_by_the_worker(admin):
    before = rebuilt(admin)
    admin.get_by_role("button", name="Reconstruire", exact=True).focus()
    admin.keyboard.press("Enter")
    admin.get_by_text("Demandé : Reconstruire l’index.").wait_for()

    def begun():
        admin.reload()
        return not admin.get_by_text("sur le point de commencer").count()

    wait_until(begun, pause=0.5)

    assert rebuilt(admin) >= before
    assert admin.get_by_text("L’index répond et convient à ce logiciel.").count() == 1


def rebuilt(page):
    """The moment of the last rebuild, as the page says it."""
    return re.search(r"Dernière reconstruction\s+(.+)", page.inner_text("main")).group(1)
