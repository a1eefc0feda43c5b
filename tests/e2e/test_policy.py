"""The admin under its policy: nothing within its pages runs, and everything works.

`conftest.py` fails on each breach.
"""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

SCREENS = [
    *("", "pages/", "images/", "images/add/", "images/multiple/add/", "documents/", "documents/multiple/add/"),
    *("reports/site-history/", "reports/aging-pages/", "redirects/add/", "users/new/", "groups/new/", "sites/"),
    *("workflows/add/", "account/", "api-tokens/new/", "liens/", "liens/partenaires/", "rapports/", "cap/"),
    *("recherche/etat/", "recherche/tester/", "recherche/frequentes/", "parcours/lacunes/", "abonnements/new/"),
    *("snippets/taxonomy/territoire/", "snippets/taxonomy/territoire/add/", "snippets/search/sigle/add/"),
]
TYPES = ["Accueil", "BoiteAOutils", "FicheRepereTerritoire", "Ressource", "ParcoursAdoc", "PageSimple"]
SIDES = ["status", "comments", "preview", "checks"]
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "style-src-elem": "'self' 'unsafe-inline'",
    "style-src-attr": "'unsafe-hashes' 'sha256-0EZqoz+oBhx7gF4nvY2bSqoGyy4zLjNF+SDQXGp/ZrY=' "
    "'sha256-7kiMZ7dRwS7ki6fPwMfIFws2+Hf0JQNLICbgISNJZ+g='",
}


def first_page(page, kind):
    return page.request.get(f"/api/v3/pages/?type=pages.{kind}&limit=1").json()["items"][0]["id"]


def test_admin_comes_with_its_policy_in_force(editor, front_port):
    told = editor.goto("/admin/").headers["content-security-policy"]
    parts = dict(part.strip().split(" ", 1) for part in told.split(";"))
    assert parts == POLICY | {"frame-src": f"'self' http://127.0.0.1:{front_port}/apercu/"}


def test_every_screen_keeps_to_it(editor):
    for path in SCREENS:
        assert editor.goto(f"/admin/{path}").status == 200, path
        editor.wait_for_load_state("networkidle")


@pytest.mark.parametrize("kind", TYPES)
def test_editor_of_a_page_keeps_to_it_with_all_that_opens(editor, kind):
    editor.goto(f"/admin/pages/{first_page(editor, kind)}/edit/")
    for tab in editor.locator("[role=tab]").all():
        tab.click()
    for side in SIDES:
        toggle = editor.locator(f"[data-side-panel-toggle={side}]").first
        if toggle.count():
            toggle.click()
    editor.wait_for_load_state("networkidle")


def test_fields_that_wagtail_starts_by_scripts_within_the_page_are_started(editor):
    """A date, a chooser, rows, and rows within rows that were added."""
    editor.goto("/admin/api-tokens/new/")
    editor.click("#id_expire_le")
    expect(editor.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)

    editor.goto("/admin/snippets/taxonomy/territoire/add/")
    editor.locator("#id_parent-chooser").get_by_role("button").first.click()
    editor.locator(".modal-body a", has_text="France").first.click()
    expect(editor.locator("#id_parent-chooser")).to_contain_text("France")

    editor.goto("/admin/workflows/add/")
    editor.get_by_role("button", name="Ajouter").first.click()
    expect(editor.locator("#id_workflow_tasks-0-task-chooser")).to_be_visible()

    editor.goto(f"/admin/pages/{first_page(editor, 'ParcoursAdoc')}/edit/")
    questions = editor.locator("#id_questions_adoc-FORMS > *")
    before = questions.count()
    editor.locator("#id_questions_adoc-ADD").click()
    expect(questions).to_have_count(before + 1)
    editor.locator(f"#id_questions_adoc-{before}-choix-ADD").click()
    expect(editor.locator(f"#id_questions_adoc-{before}-choix-FORMS > *")).to_have_count(1)
