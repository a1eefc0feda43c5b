"""The search on a phone and by keyboard, with scripts and without: the drawer, the way to the results, the weight."""

import gzip
import json
import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults_in_both_schemes, width
from tests.patience import LAST_RESORT, wait_until

pytestmark = pytest.mark.e2e
PAGE_AU_PLUS = 100 * 1024
TABS_AU_PLUS = 30
IN_SIGHT = """() => {
    const {top} = document.getElementById("total").getBoundingClientRect();
    return top >= 0 && top < innerHeight / 3;
}"""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def phone(request, browser, site):
    context = browser.new_context(
        base_url=site.url, locale="fr-FR", viewport={"width": 360, "height": 800}, java_script_enabled=request.param
    )
    page = context.new_page()
    page.with_scripts = request.param
    yield page
    context.close()


def total(site, asked):
    """How many pages the API finds: other tests write pages on the same site."""
    with urlopen(f"{site.url}/api/v3/recherche/?{asked}", timeout=LAST_RESORT) as answer:
        return json.load(answer)["total"]


def chosen(page, facet, value):
    page.locator(".filtres-etiquette").click()
    page.locator(f"#f-{facet} summary").click()
    page.get_by_label(value).first.check()


def test_drawer_counts_the_results_closes_and_leads_to_them(phone, site):
    phone.goto("/recherche/?q=mobilite")
    button = phone.locator(".facettes-pied button")
    all_of_them = phone.locator("#total").inner_text()
    expect(button).to_be_hidden()
    chosen(phone, "acteur", "Associations")
    # Without a script nothing knows yet how many there will be: a count that is no longer true is not shown.
    if phone.with_scripts:
        expect(button).to_have_text(re.compile(r"^Voir les \d+ résultats$"), use_inner_text=True)
        expect(button).not_to_have_text(f"Voir les {all_of_them}", use_inner_text=True)
        expect(button).to_have_text(
            f"Voir les {total(site, 'q=mobilite&acteur=associations')} résultats", use_inner_text=True
        )
    else:
        expect(button).to_have_text("Voir les résultats", use_inner_text=True)
    button.click()

    expect(phone.locator("#facettes")).to_be_hidden()
    expect(phone.get_by_role("link", name="Retirer le filtre Associations")).to_be_visible()
    assert "acteur=associations" in phone.url
    wait_until(lambda: phone.evaluate(IN_SIGHT))
    assert phone.locator("#total").inner_text() == f"{total(site, 'q=mobilite&acteur=associations')} résultats"
    phone.locator(".filtres-etiquette").click()
    expect(button).to_have_text(f"Voir les {phone.locator('#total').inner_text()}", use_inner_text=True)
    assert width(phone) <= 360


def test_screen_reader_is_at_the_results_once_the_drawer_is_closed(phone):
    phone.goto("/recherche/?q=mobilite")
    chosen(phone, "acteur", "Associations")
    phone.locator(".facettes-pied button").click()
    expect(phone.locator("#facettes")).to_be_hidden()

    assert phone.evaluate("document.activeElement.id") == ("total" if phone.with_scripts else "resultats")


def test_words_typed_with_the_drawer_open_are_sent_by_its_button(phone, site):
    phone.goto("/recherche/")
    phone.locator(".filtres-etiquette").click()
    phone.locator("#q").fill("mobilite")
    phone.locator(".facettes-pied button").click()

    expect(phone.locator("#total")).to_have_text(re.compile(rf"^\s*{total(site, 'q=mobilite')}\s+résultats\s*$"))
    assert "q=mobilite" in phone.url


def test_postal_code_leads_to_its_town_whose_nearest_pages_come_first(phone):
    phone.goto("/")
    phone.locator("#q").fill("23000")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="Guéret commune").click()
    expect(phone.get_by_role("link", name="Retirer le filtre Guéret")).to_be_visible()
    rungs = [" ".join(one.split()) for one in phone.locator(".lignes-trouvees .ligne-nature").all_inner_texts()]
    chosen(phone, "acteur", "Associations")
    phone.locator(".facettes-pied button").click()
    expect(phone.get_by_role("link", name="Retirer le filtre Associations")).to_be_visible()

    assert "territoire=com-23096" in phone.url
    wait_until(lambda: phone.evaluate(IN_SIGHT))
    order = ["CREUSE", "NOUVELLE-AQUITAINE", "NATIONAL"]
    found = [next(rank for rank, place in enumerate(order) if place in rung.upper()) for rung in rungs]
    assert (found[0], found) == (0, sorted(found))


def test_escape_closes_the_drawer_and_goes_back_to_its_button(browser, site):
    context = browser.new_context(base_url=site.url, locale="fr-FR", viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto("/recherche/")
    page.locator("#filtres-ouverts").focus()
    page.keyboard.press("Space")
    expect(page.locator("#facettes")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator("#facettes")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "filtres-ouverts"
    context.close()


def test_results_are_a_few_tabs_away_and_a_skip_link_leads_to_them(page):
    page.goto("/recherche/?q=mobilite")
    tabs = 0
    while not page.evaluate("document.activeElement.closest('#resultats .ligne') !== null"):
        page.keyboard.press("Tab")
        tabs += 1
    page.goto("/recherche/?q=mobilite")
    for _ in range(2):
        page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert (tabs <= TABS_AU_PLUS, skip) == (True, "Aller aux résultats"), tabs
    assert page.evaluate("document.activeElement.closest('#resultats') !== null")


def test_choices_change_what_is_shown_in_place_and_going_back_undoes_them(page):
    page.goto("/recherche/?q=mobilite")
    before = page.locator("#total").inner_text()
    page.locator("#f-acteur summary").click()
    page.get_by_label("Associations").first.check()
    page.wait_for_url("**/recherche/?q=mobilite&acteur=associations")
    expect(page.get_by_role("link", name="Retirer le filtre Associations")).to_be_visible()
    expect(page).to_have_title(re.compile("^mobilite · Associations – Recherche"))
    assert page.locator("#annonce").inner_text() == page.locator("#total").inner_text()
    assert page.evaluate("document.activeElement.value") == "associations"
    page.go_back()

    expect(page.locator("#total")).to_have_text(before, use_inner_text=True)
    expect(page.get_by_label("Associations").first).not_to_be_checked()
    expect(page.get_by_role("link", name="Retirer le filtre Associations")).to_have_count(0)


def test_facets_that_count_only_zeros_fold_away_and_come_back(page):
    page.goto("/recherche/?q=mobilite")
    page.locator("#q").fill("zzzz")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=zzzz")
    expect(page.locator(".facette:visible")).to_have_count(0)
    page.locator("#q").fill("mobilite")
    page.keyboard.press("Enter")

    expect(page.locator("#f-acteur")).to_be_visible()
    ids = page.locator(".facette:visible").evaluate_all("(all) => all.map((one) => one.id)")
    assert ids[:4] == ["f-territoire", "f-acteur", "f-domaine", "f-axe"]


def test_server_that_refuses_is_left_to_the_browser(page):
    page.goto("/recherche/?q=mobilite")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut')); }")
    page.locator("#q").fill("velo")
    page.keyboard.press("Enter")

    page.wait_for_url("**/recherche/?q=velo")
    expect(page.locator("#q")).to_have_value("velo")


def test_page_that_finds_nothing_leads_on(phone):
    phone.goto("/recherche/?q=velo+creche+zzzz&mots=tous")

    lines = phone.locator(".relances").first.locator("li").all_inner_texts()
    assert [" ".join(line.split()) for line in lines] == [
        "velo 9 résultats",
        "creche 1 résultat",
        "zzzz aucun résultat",
    ]
    expect(phone.locator("main").get_by_role("link", name="Commencer mon A.D.O.C.")).to_be_visible()
    expect(phone.locator("main").get_by_role("link", name="Aide à la recherche")).to_be_visible()
    assert width(phone) <= 360


@pytest.mark.parametrize("address", ["/recherche/", "/recherche/?territoire=dep-23", "/recherche/?q=mobilite"])
def test_page_weighs_no_more_than_a_hundred_kibibytes(page, address):
    html = page.request.get(address).body()
    names = sorted(set(re.findall(rb'(?:href|src)="(/static/[^"?]+)"', html)))
    bodies = {name: page.request.get(name.decode()).body() for name in names}
    files = [body if name.endswith(b".woff2") else gzip.compress(body) for name, body in bodies.items()]

    assert len(html) + sum(map(len, files)) <= PAGE_AU_PLUS


def test_axe_finds_nothing_in_the_open_drawer_and_on_the_page_without_results(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/recherche/?q=mobilite")
    chosen(page, "acteur", "Associations")
    expect(page.get_by_role("link", name="Retirer le filtre Associations")).to_be_attached()
    found = faults_in_both_schemes(page)
    page.goto("/recherche/?q=velo+creche+zzzz")

    assert found + faults_in_both_schemes(page) == []
