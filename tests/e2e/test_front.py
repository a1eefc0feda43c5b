"""The reference client in a browser: pages, search, drafts as they are typed, drafts shared by link."""

import re
import sqlite3
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults

pytestmark = pytest.mark.e2e


@pytest.fixture
def visitor(browser, front):
    context = browser.new_context(base_url=front, locale="fr-FR", viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.mistakes = []
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.mistakes.append(said.text))
    yield page
    context.close()


def edited(site, slug):
    """The id of the page with this slug."""
    with sqlite3.connect(f"file:{site.var / 'db.sqlite3'}?mode=ro", uri=True) as database:
        return database.execute("SELECT id FROM wagtailcore_page WHERE slug = ?", (slug,)).fetchone()[0]


def test_page_shows_all_its_blocks_without_a_mistake(visitor):
    visitor.goto("/mode-d-emploi/")
    expect(visitor.get_by_role("heading", level=1, name="Mode d’emploi")).to_be_visible()
    expect(visitor.locator("picture img")).to_have_attribute("alt", re.compile("Trois cercles"))
    image = visitor.locator("picture img")
    image.scroll_into_view_if_needed()
    image.evaluate("image => image.complete || new Promise((done) => (image.onload = image.onerror = done))")
    assert image.evaluate("image => image.naturalWidth") > 0
    for sign in ("blockquote", "aside", ".chiffre", "table caption", "ol li", "details summary", "section ul li a"):
        expect(visitor.locator(f".corps {sign}").first).to_be_attached()
    assert visitor.mistakes == []


def test_visitor_goes_from_the_menu_to_a_page_and_back_with_focus_on_the_title(visitor):
    visitor.goto("/")
    visitor.get_by_role("navigation", name="Menu").get_by_role("link", name="Agir").click()
    expect(visitor.get_by_role("heading", level=1, name="Agir")).to_be_focused()
    expect(visitor).to_have_title(re.compile("^Agir – "))
    visitor.go_back()
    expect(visitor.get_by_role("heading", level=1)).to_be_focused()
    assert visitor.mistakes == []


def test_search_with_facets_is_an_address(visitor):
    visitor.goto("/recherche/?q=mobilite")
    visitor.locator("label.choix", has_text="Associations").locator("input").check()
    expect(visitor).to_have_url(re.compile("acteur=associations"))
    expect(visitor.get_by_role("list", name="Filtres choisis")).to_contain_text("Associations")
    hit = visitor.locator(".resultats h2 a").first
    title = hit.inner_text()
    hit.click()
    expect(visitor.get_by_role("heading", level=1, name=title)).to_be_visible()
    visitor.goto("/recherche/?q=zzzzqqqq")
    expect(visitor.get_by_role("region", name="Résultats").get_by_text("0 résultat")).to_be_visible()


def test_address_that_is_nowhere_says_so(visitor):
    visitor.goto("/nulle-part/")
    expect(visitor.get_by_role("heading", level=1, name="Page indisponible")).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/mode-d-emploi/", "/recherche/?q=eau", "/nulle-part/"])
def test_axe_finds_nothing(visitor, address):
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    assert faults(visitor) == []


def test_what_is_typed_is_seen_in_the_client_before_it_is_saved(editor, site, front):
    editor.goto(f"/admin/pages/{edited(site, 'accessibilite')}/edit/")
    editor.locator("[data-side-panel-toggle='preview']").click()
    own = editor.frame_locator("#w-preview-iframe").get_by_role("heading", level=1, name="Accessibilité")
    expect(own).to_be_visible()
    editor.select_option("#id_preview_mode", label="Autre site (aperçu par l’API)")
    shown = editor.frame_locator("#w-preview-iframe").frame_locator("iframe")
    expect(shown.get_by_role("heading", level=1, name="Accessibilité")).to_be_visible()
    # Wagtail overlooks what is typed while a preview is on its way: a writer’s next key would bring it.
    editor.wait_for_load_state("networkidle")
    editor.wait_for_timeout(1_000)
    editor.fill("#id_title", "Titre que personne n’a enregistré")
    expect(shown.get_by_role("heading", level=1, name="Titre que personne n’a enregistré")).to_be_visible()
    expect(shown.get_by_text("Cette version n’est pas publiée.")).to_be_visible()
    public = editor.request.get("/accessibilite/").text()
    assert "Titre que personne" not in public


def test_shared_draft_is_read_logged_out_until_its_end(editor, site, front, browser):
    pk = edited(site, "mentions-legales")
    editor.goto(f"/admin/pages/{pk}/edit/")
    editor.fill("#id_title", "Mentions en préparation")
    editor.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(editor.locator(".messages")).to_be_visible()
    editor.goto(f"/admin/brouillons/{pk}/partager/")
    editor.get_by_label("un jour").check()
    editor.get_by_role("button", name="Faire un lien").click()
    link = editor.get_by_role("region", name="Le lien").get_by_role("link").first.inner_text()
    secret = urlsplit(link).path.strip("/").split("/")[-1]
    context = browser.new_context()
    stranger = context.new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1, name="Mentions en préparation")).to_be_visible()
    expect(stranger.get_by_text("Brouillon partagé jusqu’au")).to_be_visible()
    stranger.goto(f"{front}/apercu/?partage={secret}")
    expect(stranger.get_by_role("heading", level=1, name="Mentions en préparation")).to_be_visible()
    with sqlite3.connect(site.var / "db.sqlite3", timeout=30) as database:
        database.execute("UPDATE apercus_partage SET expire_le = '2020-01-01 00:00:00'")
    assert stranger.goto(link).status == 410
    stranger.goto(f"{front}/apercu/?partage={secret}")
    expect(stranger.get_by_text("a expiré ou a été fermé")).to_be_visible()
    context.close()


def test_client_may_be_framed_by_the_admin_alone(site, front, visitor):
    policy = visitor.goto("/").headers["content-security-policy"]
    assert f"frame-ancestors {site.url}" in policy
