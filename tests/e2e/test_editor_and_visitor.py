"""The main job, as people do it: an editor publishes, a visitor finds, a partner's link is checked, the API answers."""

import json
import time
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.patience import LAST_RESORT, wait_until

pytestmark = pytest.mark.e2e

TITLE = "Préparer une fête de la bicyclette"


def ask(site, path):
    with urlopen(f"{site.url}{path}", timeout=LAST_RESORT) as answer:
        return json.load(answer)


def found(site, query):
    return [hit["titre"] for hit in ask(site, f"/api/v3/recherche/?q={quote(query)}")["resultats"]]


def write_resource(page, site, partner):
    boite = ask(site, "/api/v3/pages/?type=pages.BoiteAOutils&limit=1")["items"][0]["id"]
    page.goto(f"/admin/pages/add/pages/ressource/{boite}/")
    page.fill("#id_title", TITLE)
    page.fill("#id_chapo", "Tout ce qu’il faut pour préparer une journée dans une commune.")
    page.select_option("#id_nature", label="Guide")
    for rank, (label, path) in enumerate([("Ouvrir le guide", "guide"), ("Lire la notice", "notice")]):
        page.get_by_role("button", name="Ajouter : Lien").click()
        page.fill(f"#id_liens-{rank}-libelle", label)
        page.fill(f"#id_liens-{rank}-url", f"{partner}/{path}")
    page.get_by_role("tab", name="Pour qui").click()
    page.get_by_role("button", name="Ajouter : territoire").click()
    page.fill(".modal-body input[name=q]", "rhone")
    row = page.locator(".modal-body tr", has_text="département · Auvergne-Rhône-Alpes")
    row.locator("input[type=checkbox]").check()
    page.locator(".modal-body form button[type=submit], .modal-body form input[type=submit]").last.click()
    expect(page.locator("#id_territoires_lies-0-territoire-chooser")).to_contain_text("Rhône")
    page.get_by_label("Associations", exact=True).check()
    page.get_by_label("Mobilité", exact=True).check()


def publish(page):
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("publiée")


def test_the_main_job_from_the_draft_to_the_unpublication(editor, page, site, partner, record_property):
    write_resource(editor, site, partner)
    publish(editor)
    published = time.monotonic()

    # A visitor who types without accents, and one who goes by the facets. It takes a fraction of a second, as the
    # report of `--junit-xml` tells; the schedule alone, had the wake-up been lost, would take up to thirty.
    assert wait_until(lambda: TITLE in found(site, "fete bicyclette"))
    record_property("seconds_from_publication_to_search", round(time.monotonic() - published, 2))
    page.goto("/recherche/?q=fete+de+la+bicyclette&territoire=dep-69&acteur=associations&domaine=mobilite")
    expect(page.locator(".ligne-titre").get_by_role("link", name=TITLE)).to_be_visible()
    hit = ask(site, "/api/v3/recherche/?territoire=dep-69&domaine=mobilite&acteur=associations&q=fete")["resultats"][0]
    assert (hit["titre"], hit["territoires"]) == (TITLE, ["Rhône"])

    # The public page, the API's page, and the preview show the same.
    page.goto(hit["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    detail = ask(site, f"/api/v3/pages/{hit['id']}/")
    assert [lien["url"] for lien in detail["liens"]] == [f"{partner}/guide", f"{partner}/notice"]
    editor.goto(f"/admin/pages/{hit['id']}/edit/")
    editor.locator("[data-side-panel-toggle=preview]").first.click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)

    # The partner's link is checked without anybody asking.
    def verified():
        page.goto(hit["url"])
        return page.get_by_text("vérifié le").count()

    assert wait_until(verified)
    editor.goto(f"/admin/liens/?q={quote(f'{partner}/guide')}")
    expect(editor.locator("table.odd17-liens")).to_contain_text("Fonctionne")

    # Unpublished: gone from the page, the search and the API before anybody else asks.
    editor.goto(f"/admin/pages/{hit['id']}/unpublish/")
    editor.get_by_role("button", name="Oui, la dépublier").click()
    expect(editor.locator(".messages")).to_contain_text("dépubliée")
    assert TITLE not in found(site, "fete bicyclette")
    assert page.goto(hit["url"]).status == 404
    assert page.request.get(f"/api/v3/pages/{hit['id']}/").status == 404


def test_search_works_without_javascript(plain_page):
    plain_page.goto("/")
    plain_page.get_by_role("searchbox").first.fill("plan velo")
    plain_page.get_by_role("button", name="Chercher").first.click()
    expect(plain_page.locator(".ligne-titre").get_by_role("link", name="Plan vélo")).to_be_visible()
    plain_page.locator("#f-acteur summary").click()
    plain_page.get_by_label("Associations").first.check()
    plain_page.get_by_role("button", name="Voir les résultats").first.click()
    assert "acteur=associations" in plain_page.url
    expect(plain_page.get_by_role("heading", level=1)).to_be_visible()
