"""A C.A.P. 2030 from its first choice to its deletion, with and without JavaScript, by two browsers and a keyboard."""

import re

import pytest

from tests.e2e.looks import faults, width

pytestmark = pytest.mark.e2e
PHONE = {"width": 360, "height": 640}


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def avec_script(request):
    return request.param


@pytest.fixture
def contexte(avec_script, browser, site):
    made = browser.new_context(base_url=site.url, viewport=PHONE, java_script_enabled=avec_script, locale="fr-FR")
    yield made
    made.close()


def sound(page):
    assert faults(page) == []
    assert width(page) <= page.viewport_size["width"]


def prendre(page, asked, rank=0):
    """Add a hit of a search, as a visitor does."""
    page.goto(f"/recherche/?q={asked}")
    page.locator(".au-cap a").nth(rank).click()
    page.locator("main button.bouton").first.click()
    page.wait_for_url("**/cap/modifier/**")


def titles(page):
    return page.locator(".cap-titre").all_inner_texts()


def test_cap_is_made_shared_merged_and_deleted(contexte, avec_script, browser, site):
    page = contexte.new_page()
    prendre(page, "alliance", 1)
    prendre(page, "alliance", 2)
    before = titles(page)
    assert len(before) == 2

    page.fill("input[name=nom]", "Les Deux-Rives")
    page.get_by_role("button", name="Enregistrer").first.click()
    assert page.locator("h1").inner_text() == "Les Deux-Rives"
    edit, read = (page.locator(".cap-liens input").nth(rank).input_value() for rank in (0, 1))

    other = browser.new_context(base_url=site.url)
    reader = other.new_page()
    reader.goto(read)
    assert (titles(reader), reader.locator("main form").count()) == (before, 0)
    # axe is a script itself: a page that runs none would keep it waiting for ever.
    if avec_script:
        sound(page)
    sound(reader)

    # Two at once: the second is shown both texts and chooses.
    second = other.new_page()
    second.goto(edit)
    for one in (page, second):
        one.locator(".cap-items a.discret").first.click()
        one.wait_for_selector("textarea[name=note]")
    for one, text in ((page, "Lire en équipe"), (second, "Lire seul")):
        one.locator("textarea[name=note]").first.fill(text)
        one.locator(".cap-element button").first.click()
        one.wait_for_load_state()
    assert "Quelqu’un a changé ceci" in second.locator("main").inner_text()
    second.get_by_role("button", name="Mettre le mien à la place").click()
    reader.reload()
    assert "Lire seul" in reader.locator("main").inner_text()

    page.goto(edit)
    page.locator("input[name=certain]").check()
    page.get_by_role("button", name="Effacer").click()
    assert "C’est effacé" in page.locator("main").inner_text()
    assert reader.goto(read).status == 404
    other.close()


def test_elements_are_reordered_by_keyboard(browser, site):
    page = browser.new_context(base_url=site.url, viewport=PHONE).new_page()
    for rank in range(3):
        prendre(page, "guide&nature=guide", rank)
    before = titles(page)
    assert len(before) == 3
    page.locator(".cap-items a.discret").first.focus()
    page.keyboard.press("Enter")
    page.locator("button[value=descendre]").focus()
    for rank in (1, 2):
        # The button keeps the focus: going on is one key.
        page.keyboard.press("Enter")
        moved = "([title, rank]) => document.querySelectorAll('.cap-titre')[rank].innerText === title"
        page.wait_for_function(moved, arg=[before[0], rank])
    assert titles(page) == [before[1], before[2], before[0]]
    assert page.evaluate("document.activeElement.value") == "monter"
    sound(page)
    page.context.close()


def test_whole_result_of_a_parcours_goes_into_the_cap(browser, site):
    page = browser.new_context(base_url=site.url, viewport=PHONE).new_page()
    page.goto("/adoc/entreprises/?etape=toutes")
    for field in page.locator("fieldset.reponses").all():
        if field.locator("input[type=radio]").count():
            field.locator("input[type=radio]").first.check()
    page.locator("button.bouton").click()
    page.wait_for_url("**etape=resultat**")
    proposed = page.locator(".propositions .ligne-titre").all_inner_texts()
    page.get_by_role("link", name="Tout ajouter à mon C.A.P. 2030").click()
    sound(page)
    page.locator("main button.bouton").click()
    page.wait_for_url("**/cap/modifier/**")
    assert sorted(titles(page)) == sorted(proposed)
    sound(page)
    assert re.search(r"Données.*Outils.*Compétences", page.locator("main").inner_text(), re.DOTALL)
    page.context.close()
