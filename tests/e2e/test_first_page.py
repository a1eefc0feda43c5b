"""The first page of somebody who was never shown how: from the sign-in to a submitted ressource, each click counted.

And what happens while one types: an address without its scheme, a save that is refused, a text that comes from Word.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, faults_in_both_schemes, width_on
from tests.patience import wait_until

pytestmark = pytest.mark.e2e
NARROW = 360
TO_THE_FORM, TO_THE_END = 3, 12
WORD = (Path(__file__).parent / "word.html").read_text(encoding="utf-8")
#: An account that writes for one organisation and has never written.
SEED = """
from django.contrib.auth.models import User
from comite.models import Appartenance
from taxonomy.models import Partenaire
member = Partenaire.objects.create(nom="Sources (fictive)", slug="sources", est_comite=True, est_fictif=True)
user = User(username="e2e-debute", first_name="Débute", last_name="Fictif", email="debute@exemple.example")
user.set_password(said["password"])
user.save()
Appartenance.objects.create(compte=user, role="contributeur", partenaire=member, du="2020-01-01")
"""
SUBMITTED = """
from pages.models import Ressource
from wagtail.models import WorkflowState
page = Ressource.objects.get(draft_title=said["title"])
draft = page.get_latest_revision_as_object()
state = page.current_workflow_state
print(page.live, [one.url for one in draft.liens.all()], draft.responsable, bool(state), page.get_parent().title)
"""
LATEST = """
from pages.models import Ressource
page = Ressource.objects.filter(draft_title=said["title"]).first()
print([one.url for one in page.get_latest_revision_as_object().liens.all()] if page else None)
"""
BODY = """
from pages.models import PageSimple
page = PageSimple.objects.filter(draft_title=said["title"]).first()
body = page.get_latest_revision_as_object().corps if page else []
print(body[0].value.source if body else "")
"""
PASSWORD = "une-phrase-de-passe-pour-debuter"
TITLE = "Mesurer ce qu’une alliance change"


class Hand:
    """A mouse whose clicks are counted; a list that is opened and chosen from is two."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def press(self, locator):
        self.clicks += 1
        locator.click()

    def write(self, locator, text):
        self.press(locator)
        self.page.keyboard.type(text)

    def choose(self, locator, label):
        self.clicks += 2
        locator.select_option(label=label)


@pytest.fixture
def beginner(browser, site, clerk):
    clerk(SEED, password=PASSWORD)
    context = browser.new_context(base_url=site.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "e2e-debute")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.url}/admin/")
    yield page
    context.close()


def test_first_ressource_is_submitted_in_a_dozen_clicks(beginner, site, clerk, partner, record_property):
    hand = Hand(beginner)
    hand.press(beginner.get_by_role("link", name="Nouvelle ressource"))
    assert faults_in_both_schemes(beginner) == []
    assert width_on(beginner, NARROW) <= NARROW
    hand.press(beginner.get_by_role("link", name=re.compile("^Piloter des partenariats stratégiques")))
    expect(beginner.locator("#id_title")).to_be_focused()
    to_the_form, hand.clicks = hand.clicks, 0

    beginner.keyboard.type(TITLE)
    hand.choose(beginner.locator("#id_nature"), "Guide")
    hand.write(beginner.locator("#id_liens-0-libelle"), "Lire le guide")
    hand.write(beginner.locator("#id_liens-0-url"), f"{partner}/guide")
    hand.press(beginner.get_by_role("tab", name="Pour qui"))
    hand.press(beginner.get_by_role("button", name="Ajouter : territoire"))
    hand.press(beginner.locator(".modal-body tr", has_text="France").first.locator("input[type=checkbox]"))
    hand.press(beginner.locator(".modal-body form button[type=submit], .modal-body form input[type=submit]").last)
    hand.press(beginner.get_by_label("Associations", exact=True))
    hand.press(beginner.get_by_label("Mobilité", exact=True))
    hand.press(beginner.get_by_role("button", name="Plus d'actions"))
    hand.press(beginner.get_by_role("button", name=re.compile("^Soumettre")))
    expect(beginner.locator(".messages")).to_contain_text("soumise")

    record_property("clicks", [to_the_form, hand.clicks])
    found = clerk(SUBMITTED, title=TITLE).strip()
    assert found == f"False ['{partner}/guide'] Sources (fictive) True Piloter des partenariats stratégiques"
    assert (to_the_form <= TO_THE_FORM, hand.clicks <= TO_THE_END) == (True, True), (to_the_form, hand.clicks)


#: Wagtail begins to look for changes two seconds after a form has opened.
WATCHED = """() => window.wagtail?.app?.getControllerForElementAndIdentifier(
    document.querySelector("form[data-edit-form]"), "w-unsaved")?.initialFormData"""


def begin_resource(editor, title):
    editor.goto("/admin/nouvelle/ressource/")
    editor.get_by_role("link", name=re.compile("^Piloter des partenariats stratégiques")).click()
    editor.wait_for_function(WATCHED)
    editor.fill("#id_title", title)


def saved(page):
    return page.locator(".w-autosave-indicator__state--saved")


def paused(page):
    return page.locator(".w-autosave-indicator__state--paused")


def test_address_gets_its_scheme_while_one_types_and_is_saved_with_it(editor, clerk):
    begin_resource(editor, "Une adresse sans son début")
    editor.fill("#id_liens-0-url", "www.partenaire.example/guide.pdf")
    editor.locator("#id_liens-0-url").blur()
    expect(editor.locator("#id_liens-0-url")).to_have_value("https://www.partenaire.example/guide.pdf")
    expect(editor.locator("#id_liens-0-url-complete")).to_contain_text("« https:// » a été ajouté")
    expect(saved(editor)).to_be_visible()
    found = "['https://www.partenaire.example/guide.pdf']"
    assert wait_until(lambda: clerk(LATEST, title="Une adresse sans son début").strip() == found)
    assert faults(editor) == []


def test_saving_by_itself_goes_on_after_a_save_that_was_refused(editor, clerk):
    title = "Un enregistrement refusé"
    begin_resource(editor, title)
    editor.fill("#id_liens-0-libelle", "Ouvrir")
    editor.fill("#id_liens-0-url", "pas une adresse")
    expect(paused(editor)).to_be_visible()
    editor.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(editor.locator(".messages")).to_contain_text("erreurs")
    expect(paused(editor)).to_be_visible()

    editor.fill("#id_liens-0-url", "https://partenaire.example/a")
    expect(saved(editor)).to_be_visible()
    assert clerk(LATEST, title=title).strip() == "['https://partenaire.example/a']"
    editor.fill("#id_liens-0-url", "https://partenaire.example/b")
    assert wait_until(lambda: clerk(LATEST, title=title).strip() == "['https://partenaire.example/b']")


PASTE = """(element, html) => {
    const carried = new DataTransfer();
    carried.setData("text/html", html);
    carried.setData("text/plain", "Le guide des alliances");
    element.focus();
    const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
    element.dispatchEvent(event);
}"""
KEPT = (
    "<h3>Le guide des alliances</h3>",
    "Une alliance se <b>prépare</b>, puis se <i>fait vivre</i>[1]. Le"
    ' <a href="https://partenaire.example/guide">guide complet</a> le dit.',
    "<h4>Avant de commencer</h4>",
    "<ul><li>Nommer ce que l’on cherche<ul><li>pour soi</li></ul></li><li>Choisir avec qui</li></ul>",
    "<p>Puis, dans l’ordre :</p>",
    "<ol><li>se rencontrer</li><li>écrire</li></ol>",
    "<p>Année | Alliances</p>",
    "<p>2024 | 17</p>",
    "<p>Voir mes notes.</p>",
    "<p>[1] Insee, 2024.</p>",
)
TOLD = (
    "Ce que le collage a changé : 1 tableau, collé ligne par ligne : un bloc « Tableau » le refera ; 1 image, à ajouter"
    " par un bloc « Image » ; 1 note, gardée en texte avec son numéro entre crochets ; 1 lien vers un fichier de votre"
    " ordinateur, laissé de côté."
)


def test_text_from_word_keeps_what_it_is_made_of_and_says_what_it_lost(editor, clerk):
    editor.goto("/admin/nouvelle/pagesimple/")
    editor.locator(".odd17-lieux a").first.click()
    editor.wait_for_function(WATCHED)
    editor.fill("#id_title", "Collé depuis Word")
    editor.get_by_role("button", name="Insérer un bloc").first.click()
    editor.get_by_role("option", name="Paragraphes").click()
    text = editor.locator(".Draftail-Editor [contenteditable=true]").first
    text.evaluate(PASTE, WORD)
    expect(editor.locator(".odd17-colle")).to_have_text(TOLD)

    def lost():
        source = re.sub(r' data-block-key="[^"]*"', "", clerk(BODY, title="Collé depuis Word"))
        return [one for one in KEPT if one not in source]

    assert wait_until(lambda: lost() == [], told=lost)
    assert width_on(editor, NARROW) <= NARROW
