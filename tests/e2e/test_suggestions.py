"""The search field as a keyboard, a screen reader and a browser without scripts meet it."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults_in_both_schemes

pytestmark = pytest.mark.e2e
ANSWER = re.compile(r"/api/v3/recherche/suggestions/")


def opened(page, address, text):
    """The field with its suggestions open, reached and written into by the keyboard alone."""
    page.goto(address)
    field = page.locator("#q")
    while page.evaluate("document.activeElement?.id") != "q":
        page.keyboard.press("Tab")
    with page.expect_response(ANSWER):
        page.keyboard.type(text)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    return field


def active(page):
    """The text of the option that the field points at, which is also the one that is selected; None without one."""
    found = page.evaluate(
        """() => {
            const id = document.getElementById("q").getAttribute("aria-activedescendant");
            const selected = [...document.querySelectorAll('[role=option][aria-selected=true]')].map((one) => one.id);
            return {id, selected, text: id && document.getElementById(id).textContent.trim()};
        }"""
    )
    assert found["selected"] == ([found["id"]] if found["id"] else [])
    return found["text"]


@pytest.mark.parametrize("address", ["/", "/recherche/"])
def test_arrows_home_and_end_move_through_every_group_and_back(page, address):
    field = opened(page, address, "mobi")
    options = [text.strip() for text in page.locator("#suggestions [role=option]").all_text_contents()]
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", "suggestions")
    assert active(page) is None

    seen = []
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowDown", "ArrowUp", "Home"):
        page.keyboard.press(key)
        seen.append(active(page))

    assert seen == [options[0], options[1], options[-1], options[0], options[-1], options[0]]
    assert page.evaluate("document.activeElement.id") == "q"
    groups = page.get_by_role("group").filter(has=page.get_by_role("option"))
    assert [one.get_attribute("aria-labelledby") for one in groups.all()][:1] == ["suggestions-domaine"]
    expect(page.locator(".quete [role=status]")).to_have_text(
        f"{len(options)} suggestions. Les flèches haut et bas les parcourent."
    )


def test_escape_closes_and_keeps_the_words_and_the_arrow_opens_again(page):
    field = opened(page, "/", "mobi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")

    expect(page.locator("#suggestions")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("mobi")
    assert active(page) is None
    page.keyboard.press("ArrowDown")
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_enter_goes_to_the_active_suggestion(page):
    opened(page, "/", "mobi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/recherche/?domaine=mobilite")
    expect(page.locator(".puce")).to_have_text(["Retirer le filtre Mobilité"])


def test_enter_without_an_active_suggestion_searches_the_words(page):
    opened(page, "/", "mobi")
    page.keyboard.press("Enter")

    page.wait_for_url("**/recherche/?q=mobi")


def test_chosen_filters_are_kept_by_a_suggested_term(page):
    opened(page, "/recherche/?acteur=associations", "mobi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/recherche/?acteur=associations&domaine=mobilite")


def test_home_moves_in_the_text_as_long_as_no_suggestion_is_active(page):
    field = opened(page, "/", "mobi")
    page.keyboard.press("Home")

    assert (active(page), field.evaluate("(one) => one.selectionStart")) == (None, 0)


def test_nothing_found_is_announced_and_nothing_opens(page):
    page.goto("/")
    page.locator("#q").focus()
    with page.expect_response(ANSWER):
        page.keyboard.type("zzzqqq")

    expect(page.locator(".quete [role=status]")).to_have_text("Aucune suggestion.")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_answer_that_fails_leaves_a_plain_field(page):
    page.route(ANSWER, lambda route: route.abort())
    page.goto("/")
    page.locator("#q").focus()
    page.keyboard.type("mobi")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")

    page.wait_for_url("**/recherche/?q=mobi")


@pytest.mark.parametrize("address", ["/", "/recherche/?q=mobilite&acteur=associations"])
def test_axe_finds_nothing_while_suggestions_are_open(page, address):
    page.goto(address)
    page.locator("#q").fill("")
    page.locator("#q").focus()
    page.keyboard.type("mobi")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    page.keyboard.press("ArrowDown")

    assert faults_in_both_schemes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_field_is_a_plain_one_without_scripts(plain_page):
    plain_page.goto("/")

    assert json.loads(plain_page.locator("#q").evaluate("(one) => JSON.stringify(one.getAttributeNames())")) == [
        *("id", "name", "type", "autocomplete", "maxlength", "enterkeyhint", "data-suggestions")
    ]
    assert plain_page.locator("#suggestions").count() == 0


def test_drawer_and_another_territoire_work_without_scripts(browser, site):
    context = browser.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="fr-FR"
    )
    page = context.new_page()
    page.goto("/recherche/?q=mobilite")
    expect(page.locator("#facettes")).to_be_hidden()
    page.locator(".filtres-etiquette").click()
    expect(page.locator("#facettes")).to_be_visible()
    page.locator("#f-territoire summary").click()
    page.get_by_label("Trouver un autre territoire").fill("rhone")
    page.get_by_label("Trouver un autre territoire").press("Enter")
    page.get_by_role("link", name="Rhône", exact=True).click()

    assert page.url == f"{site.url}/recherche/?q=mobilite&territoire=dep-69"
    context.close()


def test_another_territoire_keeps_what_was_chosen_since_the_page_came(page):
    page.goto("/recherche/?q=mobilite")
    page.locator("#f-acteur summary").click()
    page.get_by_label("Associations").first.check()
    page.wait_for_url("**/recherche/?q=mobilite&acteur=associations")
    page.locator("#f-territoire summary").click()
    page.get_by_label("Trouver un autre territoire").fill("rhone")
    page.get_by_label("Trouver un autre territoire").press("Enter")
    page.get_by_role("link", name="Rhône", exact=True).click()

    page.wait_for_url("**/recherche/?q=mobilite&territoire=dep-69&acteur=associations")
