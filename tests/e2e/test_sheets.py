"""A partner’s sheet in the browser, as an editor brings it in: its columns, the dry run, the import, and back."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, faults_in_both_schemes, width_on
from tests.sheets.office import workbook

pytestmark = pytest.mark.e2e
HEAD = ("Intitulé", "Type", "Lien", "Zone", "Public", "Thème", "Porteur")
LINES = [
    ("Monter une alliance à plusieurs", "Guide", "www.agence.example/alliance", "France", "Associations", "Emploi", ""),
    ("Le kit des rencontres", "Guide", "https://agence.example/kit", "France", "Associations", "Jardins partagés", ""),
    ("Sans adresse", "Guide", "à venir", "France", "Associations", "Emploi", "Réseau fictif des rencontres"),
]


@pytest.fixture(scope="module")
def screen(administrator):
    return administrator(viewport={"width": 1280, "height": 900})


def shown(page, name):
    """Nothing is wrong with the page, on a telephone neither; it is kept where somebody asks to look at it."""
    assert faults(page) == []
    assert width_on(page, 360) <= 360
    folder = os.environ.get("LOOKS")
    if folder:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(folder) / f"feuille-{name}-{width}.png"), full_page=True)


def test_a_sheet_is_tried_imported_and_undone(screen, tmp_path):
    page = screen
    sheet = tmp_path / "agence.xlsx"
    sheet.write_bytes(workbook(("Les ressources de l’Agence",), HEAD, *LINES))
    page.goto("/admin/feuilles/")
    shown(page, "liste")
    page.get_by_role("link", name="Importer une feuille").click()
    page.locator("input[type=file]").set_input_files(str(sheet))
    page.get_by_label("Où ranger les nouvelles pages").select_option(index=1)
    shown(page, "importer")
    page.get_by_role("button", name="Lire la feuille").click()
    expect(page.get_by_text("3 lignes lues")).to_be_visible()
    expect(page.get_by_label("Intitulé")).to_have_value("titre")
    expect(page.get_by_label("Zone")).to_have_value("territoires")
    page.get_by_label("Thème").select_option("domaines")
    page.get_by_label("Public").select_option("acteurs")
    shown(page, "colonnes")
    page.get_by_role("button", name="Essayer, sans rien écrire").click()
    rows = page.locator(".odd17-feuille tbody tr")
    expect(rows).to_have_text([re.compile("Nouvelle"), re.compile("Refusée"), re.compile("Refusée")])
    expect(rows.nth(2)).to_contain_text("écrivez-la en entier, avec https://")
    shown(page, "essai")
    page.get_by_label(re.compile("Correspond à pour « Jardins partagés »")).select_option("emploi")
    page.get_by_role("button", name="Garder ces choix et refaire l’essai").click()
    expect(rows).to_have_text([re.compile("Nouvelle"), re.compile("Nouvelle"), re.compile("Refusée")])
    page.get_by_role("button", name="Importer 2 lignes").click()
    expect(page.get_by_role("heading", name="Importé", exact=True)).to_be_visible(timeout=30_000)
    assert faults_in_both_schemes(page) == []
    shown(page, "importee")
    page.get_by_role("link", name="Monter une alliance à plusieurs").click()
    expect(page.locator("#id_title")).to_have_value("Monter une alliance à plusieurs")
    page.go_back()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_role("heading", name="Annulé", exact=True)).to_be_visible(timeout=30_000)
    expect(rows.first).to_contain_text("Annulée")
    expect(page.get_by_role("link", name="Monter une alliance à plusieurs")).to_have_count(0)
    shown(page, "annulee")
