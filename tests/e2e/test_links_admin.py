"""The admin's pages about links, as an editor meets them: « Corriger » at the very block, « Remplacer partout »."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults

pytestmark = pytest.mark.e2e

CONTENT = """
from wagtail.contrib.redirects.models import Redirect
from liens.models import Lien
from pages.models import *
from taxonomy.models import Partenaire

A = said["partner"] + "/ancien"
texte = f'<p>Voir <a href="{A}">le guide</a>.</p>'
page = PageSimple(title="Essai des liens", slug="essai-des-liens")
corps = [{"type": "paragraphe", "value": "<p>" + "Du texte. " * 80 + "</p>", "id": f"p{rang}"} for rang in range(8)]
etapes = [
    {"type": "item", "id": f"etape-{rang}", "value": {"titre": "Un", "texte": texte if rang == 2 else "<p>-</p>"}}
    for rang in range(3)
]
corps += [
    {"type": "etapes", "id": "etapes", "value": {"titre": "", "etapes": etapes}},
    {"type": "video", "id": "video", "value": {"titre": "Film", "url": A}},
    {"type": "paragraphe", "id": "dernier", "value": texte},
]
page.corps = page.corps.stream_block.to_python(corps)
Accueil.objects.get().add_child(instance=page)
page.save_revision().publish()
ressource = Ressource.objects.first()
ressource.liens.add(LienRessource(libelle="Autre accès", url=A, sort_order=99))
ressource.save_revision().publish()
base = BaseDeConnaissance.objects.first()
base.url = A
base.save_revision().publish()
partenaire = Partenaire.objects.exclude(site="").first()
partenaire.site = A
partenaire.save()
Redirect.objects.create(old_path="/vieille-adresse", redirect_link=A)
print(Lien.objects.get(url=A).pk)
"""
IN_VIEW = """selector => {
    const found = document.querySelector(selector);
    if (!found) return false;
    const box = found.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight;
}"""


@pytest.fixture(scope="module")
def lien(clerk, partner):
    return int(clerk(CONTENT, partner=partner))


@pytest.fixture(scope="module")
def editor(administrator):
    return administrator(viewport={"width": 1280, "height": 900})


PLACES = {
    "(Étapes)": '[data-contentpath="etape-2"] [data-contentpath="texte"]',
    "Vidéo": '[data-contentpath="video"] [data-contentpath="url"] input',
    "Bloc n°\u00a011": '[data-contentpath="dernier"]',
    "Lien de la ressource": "[id^=inline_child_liens-]:has(input[value$='/ancien'])",
    "Adresse de la base": "#id_url",
    "Site internet": "#id_site",
    "Destination": "#id_redirect_link",
}


@pytest.mark.parametrize("place", PLACES)
def test_corriger_opens_the_editor_at_the_very_place(editor, lien, place):
    editor.goto(f"/admin/liens/{lien}/")
    row = editor.locator("section[aria-labelledby=carte-citations] tr", has_text=place)
    # A fragment alone would not load the page anew.
    address = row.get_by_role("link", name="Corriger").get_attribute("href")
    editor.goto("about:blank")
    editor.goto(address)
    editor.wait_for_function(IN_VIEW, arg=PLACES[place])


def test_replacing_everywhere_from_the_card_to_the_way_back(editor, lien, partner):
    editor.goto(f"/admin/liens/{lien}/")
    found = {"card": faults(editor)}
    editor.get_by_role("link", name="Remplacer partout").click()
    editor.get_by_label("Nouvelle adresse").fill("ftp://ailleurs.example/")
    editor.get_by_role("button", name="Voir ce qui serait fait").click()
    expect(editor.get_by_text("Indiquez une adresse complète")).to_be_visible()
    found["refused"] = faults(editor)
    editor.get_by_label("Nouvelle adresse").fill(f"{partner}/nouveau")
    editor.get_by_role("button", name="Voir ce qui serait fait").click()
    expect(editor.get_by_text("Deviendra un brouillon")).to_have_count(3)
    expect(editor.get_by_text("Sera modifiée tout de suite")).to_have_count(2)
    found["plan"] = faults(editor)
    editor.get_by_role("button", name="Remplacer partout").click()
    expect(editor.get_by_role("heading", name="Terminé")).to_be_visible()
    found["result"] = faults(editor)
    editor.get_by_role("button", name="Annuler ce remplacement").click()
    expect(editor.locator("td", has_text="Remplacement annulé")).to_have_count(5)
    editor.goto(f"/admin/liens/{lien}/")
    found["card afterwards"] = faults(editor)
    assert found == {name: [] for name in found}
