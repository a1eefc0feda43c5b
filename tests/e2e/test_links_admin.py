"""The admin's pages about links, as an editor meets them: « Corriger » at the very block, « Remplacer partout »."""

import json
import os
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.e2e

CONTENT = """
import json
from wagtail.contrib.redirects.models import Redirect
from pages.models import *
from taxonomy.models import Partenaire

A = "{partner}/ancien"
texte = f'<p>Voir <a href="{{A}}">le guide</a>.</p>'
page = PageSimple(title="Essai des liens", slug="essai-des-liens")
corps = [{{"type": "paragraphe", "value": "<p>" + "Du texte. " * 80 + "</p>", "id": f"p{{rang}}"}} for rang in range(8)]
etapes = [
    {{"type": "item", "id": f"etape-{{rang}}", "value": {{"titre": "Un", "texte": texte if rang == 2 else "<p>-</p>"}}}}
    for rang in range(3)
]
corps += [
    {{"type": "etapes", "id": "etapes", "value": {{"titre": "", "etapes": etapes}}}},
    {{"type": "video", "id": "video", "value": {{"titre": "Film", "url": A}}}},
    {{"type": "paragraphe", "id": "dernier", "value": texte}},
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
print("LIEN", json.dumps(Lien.objects.get(url=A).pk))
"""
IN_VIEW = """selector => {
    const found = document.querySelector(selector);
    if (!found) return false;
    const box = found.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight;
}"""


@pytest.fixture(scope="module")
def lien(site, partner):
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", CONTENT.format(partner=partner)],
        cwd=ROOT,
        env=environment | {"VAR_DIR": str(site.var), "LINKS_ALLOW_LOOPBACK": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return json.loads(said.partition("LIEN ")[2])


@pytest.fixture(scope="module")
def editor(browser, site):
    context = browser.new_context(base_url=site.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", site.password)
    page.click("button[type=submit]")
    expect(page).to_have_url(f"{site.url}/admin/")
    yield page
    context.close()


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:120]) for each in found]


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
    editor.wait_for_function(IN_VIEW, arg=PLACES[place], timeout=20_000)


def test_replacing_everywhere_from_the_card_to_the_way_back(editor, lien, partner):
    editor.goto(f"/admin/liens/{lien}/")
    found = {"card": violations(editor)}
    editor.get_by_role("link", name="Remplacer partout").click()
    editor.get_by_label("Nouvelle adresse").fill("ftp://ailleurs.example/")
    editor.get_by_role("button", name="Voir ce qui serait fait").click()
    expect(editor.get_by_text("Indiquez une adresse complète")).to_be_visible()
    found["refused"] = violations(editor)
    editor.get_by_label("Nouvelle adresse").fill(f"{partner}/nouveau")
    editor.get_by_role("button", name="Voir ce qui serait fait").click()
    expect(editor.get_by_text("Deviendra un brouillon")).to_have_count(3)
    expect(editor.get_by_text("Sera modifiée tout de suite")).to_have_count(2)
    found["plan"] = violations(editor)
    editor.get_by_role("button", name="Remplacer partout").click()
    expect(editor.get_by_role("heading", name="Terminé")).to_be_visible()
    found["result"] = violations(editor)
    editor.get_by_role("button", name="Annuler ce remplacement").click()
    expect(editor.locator("td", has_text="Remplacement annulé")).to_have_count(5)
    editor.goto(f"/admin/liens/{lien}/")
    found["card afterwards"] = violations(editor)
    assert found == {name: [] for name in found}
