"""An image that an editor has just added is seen by visitors, and nothing of the admin breaks its policy for it."""

import pytest
from playwright.sync_api import expect
from wagtail.images.tests.utils import get_test_image_file

pytestmark = pytest.mark.e2e

SEEN = "image => image.complete && image.naturalWidth > 0"


def test_image_that_an_editor_adds_is_seen_on_the_public_page(editor, page, site):
    editor.goto("/admin/images/add/")
    picture = get_test_image_file(filename="neuve.png", size=(640, 320), colour="red")
    picture.seek(0)
    editor.set_input_files("#id_file", {"name": "neuve.png", "mimeType": "image/png", "buffer": picture.read()})
    editor.fill("#id_title", "Une image toute neuve")
    editor.get_by_role("button", name="Téléverser").or_(editor.get_by_role("button", name="Enregistrer")).first.click()
    expect(editor.locator(".messages")).to_contain_text("Une image toute neuve")

    editor.goto("/admin/pages/3/add_subpage/")
    home = page.request.get("/api/v3/pages/?type=pages.Accueil").json()["items"][0]["id"]
    editor.goto(f"/admin/pages/add/pages/pagesimple/{home}/")
    editor.fill("#id_title", "Une page illustrée")
    editor.get_by_role("button", name="Insérer un bloc").first.click()
    editor.get_by_role("option", name="Image").click()
    editor.get_by_role("button", name="Choisir une image").click()
    editor.locator(".modal-body").get_by_role("link", name="Une image toute neuve").click()
    editor.get_by_label("Alternative").fill("Un rectangle rouge")
    editor.get_by_role("button", name="Plus d'actions").click()
    editor.get_by_role("button", name="Publier", exact=True).click()
    expect(editor.locator(".messages")).to_contain_text("publiée")

    page.goto("/une-page-illustree/")
    shown = page.get_by_role("img", name="Un rectangle rouge")
    expect(shown).to_be_visible()
    assert shown.evaluate(SEEN)


def test_footer_leads_to_legal_notice_and_contact_and_strangers_find_whom_to_tell(page, site):
    page.goto("/")
    for name in ("Mentions légales", "Contact"):
        page.get_by_role("contentinfo").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    told = page.request.get("/.well-known/security.txt").text().splitlines()
    assert told[0] == f"Contact: {site.url}/contact/"
    icon = page.request.get("/favicon.ico")
    assert (icon.status, icon.headers["content-type"]) == (200, "image/svg+xml")
