"""Every public template as axe, a narrow screen and a keyboard meet it."""

import json
from urllib.request import urlopen

import pytest

from cms.refusals import refusal_page
from tests.e2e.looks import faults_in_both_schemes, width_on
from tests.patience import LAST_RESORT

pytestmark = pytest.mark.e2e

TYPES = [
    *("Accueil", "Axe", "Rubrique", "BoiteAOutils", "PageDomaine", "FicheRepereTerritoire", "FicheRepereActeur"),
    *("FicheRepereDomaine", "BaseDeConnaissance", "Ressource", "ExempleInspirant", "ParcoursAdoc", "PageSimple"),
]
OTHERS = {
    "recherche": "/recherche/?q=mobilite&acteur=associations",
    "recherche-vide": "/recherche/?q=zzzz+introuvable",
    "recherche-corrigee": "/recherche/?q=moblite&acteur=associations",
    "recherche-imprimee": "/recherche/imprimer/?q=mobilite&acteur=associations",
    "territoires": "/recherche/territoires/?q=mobilite&nom=rho",
    "introuvable": "/une-page-qui-n-existe-pas/",
    "cap": "/cap/",
    "cap-inconnu": "/cap/lire/AAAAAAAAAAAAAAAAAAAAAA/",
}
#: The screens of the sample C.A.P., whose secret the demonstration keeps.
DU_CAP = ["cap-a-modifier", "cap-a-lire", "cap-ajouter"]
NARROWEST = 320


@pytest.fixture(scope="module")
def addresses(site):
    def first(kind):
        with urlopen(f"{site.url}/api/v3/pages/?type=pages.{kind}&limit=1", timeout=LAST_RESORT) as answer:
            return json.load(answer)["items"][0]["meta"]["html_url"].removeprefix(site.url)

    found = {kind: first(kind) for kind in TYPES} | OTHERS
    secret = (site.var / "cap-exemple").read_text().strip()
    with urlopen(f"{site.url}/cap/modifier/{secret}/?format=json", timeout=LAST_RESORT) as answer:
        sample = json.load(answer)
    element = sample["colonnes"][1]["elements"][0]
    return found | {
        "cap-a-modifier": f"/cap/modifier/{secret}/?element={element['cle']}",
        "cap-a-lire": sample["lecture"].removeprefix(site.url),
        "cap-ajouter": f"/cap/ajouter/?page={element['page']}",
    }


@pytest.fixture(scope="module")
def visitor(browser, site):
    page = browser.new_page(base_url=site.url, locale="fr-FR", viewport={"width": 1280, "height": 720})
    yield page
    page.close()


@pytest.mark.parametrize("name", [*TYPES, *OTHERS, *DU_CAP])
def test_axe_finds_nothing_and_nothing_overflows_the_narrowest_screen(visitor, addresses, name):
    visitor.goto(addresses[name])
    assert faults_in_both_schemes(visitor) == []
    assert width_on(visitor, NARROWEST) <= NARROWEST


@pytest.mark.parametrize("status", [429, 503])
def test_axe_finds_nothing_on_a_refusal(visitor, site, status):
    body = refusal_page(status, "Reprenez dans 15\u00a0minutes.")
    visitor.route("**/refus/", lambda route: route.fulfill(status=status, content_type="text/html", body=body))
    visitor.goto("/refus/")
    assert visitor.locator("h1").count() == 1
    assert faults_in_both_schemes(visitor) == []
    assert width_on(visitor, NARROWEST) <= NARROWEST


@pytest.mark.parametrize("name", ["Accueil", "Ressource", "recherche"])
def test_no_request_leaves_the_site(browser, site, addresses, name):
    page = browser.new_page(base_url=site.url)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(addresses[name], wait_until="networkidle")
    page.close()
    assert [url for url in asked if not url.startswith((site.url, "data:"))] == []


def test_the_first_tab_offers_to_skip_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.keyboard.press("Enter")
    target = page.evaluate("location.hash")
    assert page.locator(target).count() == 1
