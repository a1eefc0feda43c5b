"""The links' views in a real browser: axe, the keyboard, and a check whose result comes by itself."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import nothing_found, violations_in_both_schemes, width

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def ids(clerk, partner):
    return clerk.does("fill_the_report", partner=partner)


@pytest.fixture(scope="module")
def admin(visit):
    with visit(signed_in=True) as page:
        yield page


VIEWS = {
    "report": "/admin/liens/",
    "report-filtered": "/admin/liens/?panier=casse&instable=non",
    "card": "/admin/liens/{down}/",
    "card-decided": "/admin/liens/{gone}/",
    "card-waiting": "/admin/liens/{alive}/?demande=2020-01-01T00:00:00Z",
    "incidents": "/admin/liens/incidents/",
    "site": "/admin/liens/sites/www.essai.example/",
    "partners": "/admin/liens/partenaires/",
    "partner": "/admin/liens/partenaires/{partner}/",
    "bulk-ignore": "/admin/bulk/liens/lien/ignorer/?id={down}&next=/admin/liens/",
    "bulk-check": "/admin/bulk/liens/lien/verifier/?id={down}&next=/admin/liens/",
}


@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing_in_the_views_of_links(admin, ids, name):
    assert admin.goto(VIEWS[name].format(**ids)).status == 200
    for details in admin.locator("main details").all():
        details.locator("summary").click()
    assert (violations_in_both_schemes(admin), width(admin) <= 1280) == (nothing_found(), True)


def test_a_decision_is_taken_by_keyboard_alone(editor, ids):
    page = editor
    page.goto(f"/admin/liens/{ids['down']}/")
    page.get_by_label("Raison").focus()
    page.keyboard.type("Le partenaire prévient d’un arrêt.")
    page.keyboard.press("Tab")
    page.keyboard.type("31/12/2099")
    page.keyboard.press("Escape")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "pause":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Ce lien est en pause")
    expect(page.locator("main")).to_contain_text("En pause jusqu’au 31/12/2099")
    page.get_by_role("button", name="Lever la décision").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("La décision est levée")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_check_asked_for_shows_its_result_by_itself(visit, ids, javascript):
    with visit(signed_in=True, java_script_enabled=javascript) as page:
        page.goto(f"/admin/liens/{ids['alive']}/")
        page.get_by_role("button", name="Vérifier maintenant").click()
        expect(page.get_by_role("status").filter(has_text="Vérification faite.")).to_contain_text("Fonctionne")


def test_links_are_chosen_in_the_report_and_set_aside_together(editor, ids):
    page = editor
    page.goto("/admin/liens/?hote=www.essai.example")
    for box in page.locator("td.bulk-action-checkbox-cell input").all()[:2]:
        box.check()
    page.get_by_role("link", name="Ignorer les liens choisis").click()
    expect(page.locator("main")).to_contain_text("2 liens choisis")
    page.get_by_label("Raison").fill("Ancien programme.")
    page.get_by_role("button", name="Ignorer ces liens").click()
    expect(page.locator(".messages")).to_contain_text("Ignorer : 2 liens.")
