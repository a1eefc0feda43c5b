"""Two colleagues enter the same guide: told while typing, shown side by side, merged; and a list changed at once."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, width_on

pytestmark = pytest.mark.e2e
NARROW = 360
SEED = """
from doublons.comparing import compare_waiting
from pages.models import LienRessource, Ressource
page = Ressource.objects.filter(live=True).first()
page.title = "Boîte à outils de la mobilité partagée"
page.liens = [LienRessource(libelle="Ouvrir", url="https://mobilites.example/outils/", sort_order=0)]
page.save_revision().publish()
other = Ressource(title="La boîte à outils de la mobilité partagée", nature=page.nature, slug="le-double", live=True)
other.liens = [LienRessource(libelle="Ouvrir", url="http://www.mobilites.example/outils", sort_order=0)]
for name in ("acteurs", "domaines"):
    setattr(other, name, getattr(page, name).all())
other.territoires_lies = [type(one)(territoire=one.territoire) for one in page.territoires_lies.all()]
page.get_parent().add_child(instance=other)
other.save_revision().publish()
while compare_waiting():
    pass
print(page.pk, other.pk, page.get_parent().pk)
"""
LIVE = """
from pages.models import Ressource
print(*Ressource.objects.filter(pk__in=said["keys"]).order_by("pk").values_list("live", "valable_jusqu_au"))
"""


@pytest.fixture(scope="module")
def two(clerk):
    return [int(one) for one in clerk(SEED).split()]


def looked_at(page, name):
    """Nothing that axe finds, nothing wider than a narrow screen; `name` says which screen failed."""
    page.wait_for_load_state("networkidle")
    found = [one for one in faults(page) if "public-DraftEditor-content" not in one[1]]
    assert (name, found) == (name, [])
    assert (name, width_on(page, NARROW) <= NARROW) == (name, True)


def test_doubles_are_told_while_typing_and_merged(editor, two, clerk):
    kept, gone, above = two
    page = editor
    page.goto(f"/admin/pages/add/pages/ressource/{above}/")
    page.fill("#id_title", "Boîte à outils de la mobilité partagée")
    told = page.locator(".odd17-proches")
    expect(told).to_contain_text("titre proche")
    looked_at(page, "saisie")
    page.goto("/admin/doublons/?organisation=toutes")
    looked_at(page, "rapport")
    page.locator("td.title a").filter(has_text="mobilité partagée").first.click()
    looked_at(page, "côte à côte")
    page.locator(".odd17-choix a").filter(has_text="Garder « Boîte à outils").click()
    looked_at(page, "prévision de la fusion")
    page.get_by_role("button", name="Fusionner").click()
    expect(page.locator(".messages")).to_contain_text("la remplace partout")
    assert clerk(LIVE, keys=[kept, gone]).strip() == "(True, None) (False, None)"


def test_what_a_list_finds_is_changed_at_once_and_taken_back(editor, two, clerk):
    kept, *_ = two
    page = editor
    page.goto("/admin/lots/nouveau/?liste=%2Fadmin%2Fressources%2F%3Fq%3Dmobilit%25C3%25A9%2Bpartag%25C3%25A9e")
    looked_at(page, "actes")
    page.goto(f"/admin/lots/nouveau/?id={kept}")
    page.get_by_role("link", name="Changer « valable jusqu’au »").click()
    page.fill("#id_jour", "2031-02-03")
    page.check("#id_publier")
    page.get_by_role("button", name="Voir ce qui serait fait").click()
    expect(page.locator("table.odd17-empile")).to_contain_text("Sera publiée")
    looked_at(page, "prévision du lot")
    page.get_by_role("button", name="Changer « valable jusqu’au »").click()
    looked_at(page, "résultat du lot")
    assert "2031, 2, 3" in clerk(LIVE, keys=[kept])
    page.get_by_role("button", name="Annuler ce qui a été fait").click()
    expect(page.locator(".odd17-bilan")).to_contain_text("Annulée : 1")
    assert clerk(LIVE, keys=[kept]).strip() == "(True, None)"
    page.goto("/admin/lots/")
    looked_at(page, "liste des lots")
    page.goto(f"/admin/lots/nouveau/ajouter/?id={kept}")
    looked_at(page, "choix des termes")
    page.goto("/admin/liens/domaines/")
    looked_at(page, "site déménagé")
