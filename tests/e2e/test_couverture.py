"""A gap of the matrix filled: from the report to a published page, its terms set, and the gap is none any more."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, faults_in_both_schemes, width_on
from tests.patience import wait_until

pytestmark = pytest.mark.e2e
NARROW, WIDE = 360, 1280
HUNDRED_KB = 100_000
SEED = """
from django.utils import timezone
from search.frequent.models import RechercheFrequente
from taxonomy.models import Partenaire
words = {"nombre": 12, "resultats": 0, "vue_le": timezone.localdate()}
for one in ("santé bretagne", "licornes"):
    RechercheFrequente.objects.get_or_create(requete=one, defaults=words)
print(Partenaire.objects.get_or_create(slug="agence-e2e", defaults={"nom": "Agence d’essai (fictive)"})[0].pk)
"""
TABLE = "/admin/couverture/?tableau=territoires&reperes=oui"


@pytest.fixture(scope="module")
def partenaire(clerk):
    return clerk(SEED).strip()


def looked_at(page, name):
    """Nothing that axe finds, nothing wider than a narrow or a wide screen."""
    page.wait_for_load_state("networkidle")
    if folder := os.environ.get("LOOKS"):
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png")
    assert (name, faults(page)) == (name, [])
    for width in (NARROW, WIDE):
        assert (name, width, width_on(page, width) <= width) == (name, width, True)


def test_a_gap_is_filled(editor, partner, partenaire):
    page = editor
    page.goto("/admin/couverture/")
    looked_at(page, "acteurs")
    page.get_by_role("link", name="Natures et axes").click()
    looked_at(page, "natures")
    page.get_by_role("link", name="Territoires et domaines").click()
    looked_at(page, "territoires")
    expect(page.locator("[aria-labelledby=ailleurs]")).to_contain_text("licornes")
    gap = page.locator("td a[aria-label^='aucune']").nth(2)
    place, domaine = gap.get_attribute("aria-label").partition("\u00a0: ")[2].split(", ")
    gap.click()
    looked_at(page, "case")
    page.get_by_role("link", name="Créer une ressource").click()
    expect(page.locator(".odd17-page")).to_contain_text("Elle commencera avec ces termes")
    page.locator(".odd17-lieux a").first.click()
    page.fill("#id_title", "Combler un manque")
    page.locator("#id_nature").select_option(label="Guide")
    page.fill("#id_liens-0-libelle", "Ouvrir")
    page.fill("#id_liens-0-url", f"{partner}/guide")
    page.get_by_role("tab", name=re.compile("Pour qui")).click()
    assert page.locator("[name=domaines]:checked").locator("xpath=..").all_inner_texts() == [domaine]
    expect(page.locator("#id_territoires_lies-0-territoire-chooser")).to_contain_text(place)
    page.locator("[name=acteurs]").first.check()
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("publiée")
    page.goto(TABLE)
    row = page.locator("tbody tr").filter(has=page.locator("th").filter(has_text=place))
    rank = [one.strip() for one in page.locator("thead tr:last-child th").all_inner_texts()].index(domaine)
    filled = row.locator("th, td").nth(rank).locator("a").first
    expect(filled).to_have_text("1")
    filled.click()
    expect(page.locator("#total")).to_contain_text("1")


def test_a_partner_is_asked(editor, partenaire):
    page = editor
    page.goto("/admin/couverture/case/?territoire=reg-53&domaine=sante")
    page.get_by_role("link", name="Demander à un partenaire").click()
    looked_at(page, "demander")
    page.locator("#id_partenaire").select_option(partenaire)
    page.fill("#id_mot", "Un guide suffirait.")
    page.get_by_role("button", name="Noter la demande").click()
    expect(page.locator("#texte")).to_have_value(re.compile("Domaine : Santé[^$]*Un guide suffirait."))
    looked_at(page, "demande")
    page.get_by_role("button", name="L’abandonner").click()
    expect(page.locator(".messages")).to_contain_text("abandonnée")
    page.goto("/admin/couverture/demandes/?etat=toutes")
    looked_at(page, "demandes")


def test_visitors_read_it_without_scripts_and_scroll_it_by_the_keyboard(browser, site):
    context = browser.new_context(base_url=site.url, locale="fr-FR", java_script_enabled=False)
    plain = context.new_page()
    for query in ("", "?tableau=territoires", "?tableau=territoires&dans=reg-84"):
        answer = plain.goto(f"/couverture/{query}")
        assert (query, answer.status, len(answer.body()) <= HUNDRED_KB) == (query, 200, True)
    context.close()


@pytest.mark.parametrize("query", ["", "?tableau=territoires"])
def test_visitors_table_looks_well(page, query):
    page.goto(f"/couverture/{query}")
    if folder := os.environ.get("LOOKS"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (NARROW, WIDE):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{folder}/public{len(query)}-{scheme}-{width}.png", full_page=True)
        page.emulate_media(color_scheme="light")
    assert faults_in_both_schemes(page) == []
    assert [width_on(page, width) <= width for width in (NARROW, WIDE)] == [True, True]
    page.set_viewport_size({"width": NARROW, "height": 800})
    expect(page.locator("#couverture-indice")).to_be_visible()
    region = page.get_by_role("region", name=re.compile("Nombre de pages"))
    region.focus()
    page.keyboard.press("ArrowRight")
    wait_until(lambda: region.evaluate("one => one.scrollLeft > 0"))
