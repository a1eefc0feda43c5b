"""An A.D.O.C. from end to end: by keyboard on a phone, with and without JavaScript; in the editor's preview."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults_in_both_schemes, width

pytestmark = pytest.mark.e2e
PHONE = {"width": 360, "height": 640}
NARROWEST = 320
PARCOURS = "/adoc/associations/"


def focus(page, found):
    """Press Tab until what has the focus is what is looked for: what a keyboard cannot reach is not there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"((e) => {found})(document.activeElement)"):
            return
    raise AssertionError(f"no Tab leads to {found}")


def answer(page):
    """Answer the question on the screen by keyboard alone: the second choice, the first domaine, « Rhône »."""
    if page.locator("input[name=nom]").count():
        focus(page, "e.name === 'nom'")
        page.keyboard.type("Rhône")
        page.keyboard.press("Enter")
    elif page.locator("input[type=checkbox]").count():
        focus(page, "e.type === 'checkbox'")
        page.keyboard.press("Space")
        focus(page, "e.matches('form .bouton')")
        page.keyboard.press("Enter")
    else:
        focus(page, "e.type === 'radio'")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")


def walk(page, each=lambda page: None):
    """From the door to the result; the questions that were met."""
    page.goto(PARCOURS)
    focus(page, "e.matches('.depart .bouton')")
    page.keyboard.press("Enter")
    page.wait_for_url("**etape=**")
    met = []
    while "etape=resultat" not in page.url:
        met.append(page.locator("legend h1").inner_text())
        assert len(met) <= 12
        each(page)
        before = page.url
        answer(page)
        page.wait_for_function("(before) => location.href !== before", arg=before)
        page.wait_for_load_state()
    return met


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def phone(request, browser, site):
    context = browser.new_context(
        base_url=site.url, viewport=PHONE, java_script_enabled=request.param, locale="fr-FR", has_touch=True
    )
    yield context.new_page()
    context.close()


def test_parcours_is_walked_on_a_phone_by_keyboard_alone(phone):
    met = walk(phone)
    assert len(met) == 9
    text = re.sub(r"\s+", " ", phone.locator("main").inner_text())
    for said in ("Votre maturité", "Projet partagé", "Données", "Outils", "Compétences"):
        assert said in text
    assert "arce que vous avez répondu « Rhône » pour votre territoire" in text
    # The link alone brings it all back, elsewhere.
    other = phone.context.browser.new_page(viewport=PHONE)
    other.goto(phone.url)
    assert re.sub(r"\s+", " ", other.locator("main").inner_text()) == text
    other.close()


def test_answer_is_changed_from_the_result_and_the_rest_stays(phone):
    walk(phone)
    before = phone.locator(".recap dd").all_inner_texts()
    phone.locator(".recap a").nth(2).click()
    phone.locator("input[type=radio]").first.check()
    phone.locator("button.bouton").click()
    phone.wait_for_url("**etape=resultat**")
    after = phone.locator(".recap dd").all_inner_texts()
    assert [rank for rank, (one, other) in enumerate(zip(before, after, strict=True)) if one != other] == [2]


def test_axe_finds_nothing_on_any_screen_and_none_is_too_wide(browser, site):
    page = browser.new_page(base_url=site.url, viewport={"width": NARROWEST, "height": 640})

    def sound(page):
        assert faults_in_both_schemes(page) == []
        assert width(page) <= NARROWEST

    walk(page, each=sound)
    sound(page)
    page.get_by_role("link", name="Revoir toutes les questions").click()
    sound(page)
    page.goto(PARCOURS)
    sound(page)
    page.get_by_role("link", name="Commencer le parcours").click()
    page.goto(page.url.replace("etape=lieu", "etape=besoin") + "&envoi=1")
    assert page.locator(".erreur").count() == 1
    sound(page)
    page.close()


def test_editor_adds_a_question_with_a_condition_and_walks_through_the_draft(editor, site):
    page = editor
    page.goto("/admin/")
    number = page.request.get("/api/v3/contenus/trouver/?chemin=/adoc/fondations/").json()["id"]
    page.goto(f"/admin/pages/{number}/edit/")
    total = page.locator("input[name=questions_adoc-TOTAL_FORMS]")
    rank = int(total.input_value())
    page.locator("#id_questions_adoc-ADD").click()
    page.fill(f"[name=questions_adoc-{rank}-texte]", "Une question d’essai ?")
    for choice, text in enumerate(["Oui", "Non"]):
        page.locator(f"#id_questions_adoc-{rank}-choix-ADD").click()
        page.fill(f"[name=questions_adoc-{rank}-choix-{choice}-texte]", text)
    page.locator(f"#id_questions_adoc-{rank}-conditions-ADD").click()
    chosen = page.locator(f"select[name=questions_adoc-{rank}-conditions-0-reponse]")
    chosen.focus()
    chosen.select_option(label="Par un appel à projets")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".error-message").count() == 0
    page.goto(f"/admin/parcours/{number}/verifier/")
    assert "Rien à signaler" in page.locator("main").inner_text()

    page.goto(f"/admin/pages/{number}/edit/")
    codes = page.evaluate("[...document.querySelectorAll('input[data-adoc-code]')].map((one) => one.value)")
    own = [code for code in codes if re.fullmatch(r"[0-9a-f]{6}", code)]
    assert len(own) == len(set(own)) >= 3
    assert page.locator(f"select[name=questions_adoc-{rank}-conditions-0-reponse]").input_value() == "entree.appel"

    # The draft is walked in its preview, as a visitor would; the site still shows what is published.
    page.goto(f"/admin/pages/{number}/edit/")
    page.locator("[data-side-panel-toggle=preview]").first.click()
    shown = page.frame_locator("#w-preview-iframe")
    shown.get_by_role("link", name="Commencer le parcours").click()
    met = []
    while not met or not met[-1].startswith("Une question d’essai"):
        met.append(shown.locator("legend h1").inner_text())
        assert len(met) <= 12, met
        if shown.locator("input[type=radio]").count():
            shown.locator("input[type=radio]").first.check()
        shown.locator("button.bouton").click()
        expect(shown.locator("h1").last).not_to_have_text(met[-1])
    page.goto("/adoc/fondations/?etape=toutes")
    assert "Une question d’essai" not in page.locator("main").inner_text()
