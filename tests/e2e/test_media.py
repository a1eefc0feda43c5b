"""An image that an editor has just added is seen by visitors; and what strangers look for on any site is there."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

SEEN = "image => image.complete && image.naturalWidth > 0"


def a_red_picture():
    content = BytesIO()
    Image.new("RGB", (640, 320), "red").save(content, "PNG")
    return {"name": "neuve.png", "mimeType": "image/png", "buffer": content.getvalue()}


def test_image_that_an_editor_adds_is_seen_on_the_public_page(editor, page):
    editor.goto("/admin/images/add/")
    editor.set_input_files("#id_file", a_red_picture())
    editor.fill("#id_title", "Une image toute neuve")
    editor.get_by_role("button", name="Transférer").click()
    expect(editor.locator(".messages")).to_contain_text("Une image toute neuve")

    home = page.request.get("/api/v3/pages/?type=pages.Accueil").json()["items"][0]["id"]
    editor.goto(f"/admin/pages/add/pages/pagesimple/{home}/")
    editor.fill("#id_title", "Une page en images")
    editor.get_by_role("button", name="Insérer un bloc").first.click()
    editor.get_by_role("option", name="Image", exact=True).click()
    editor.get_by_role("button", name="Choisir une image").click()
    editor.locator(".modal-body a", has_text="Une image toute neuve").first.click()
    editor.get_by_label("texte de remplacement").fill("Un rectangle rouge")
    editor.get_by_role("button", name="Plus d'actions").click()
    editor.get_by_role("button", name="Publier", exact=True).click()
    expect(editor.locator(".messages")).to_contain_text("publiée")

    page.goto("/une-page-en-images/")
    shown = page.get_by_role("img", name="Un rectangle rouge")
    expect(shown).to_be_visible()
    shown.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
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
