"""« Il fonctionne chez moi » and the reports' admin, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import faults, faults_in_both_schemes, width

pytestmark = pytest.mark.e2e
NARROWEST = 320
#: A broken link that no run will check, cited by a live page, and the signed path that confirms it.
BROKEN = """
from django.conf import settings
from liens.enums import EtatLien, OrigineOccurrence
from liens.models import Lien, OccurrenceLien
from pages.models import PageEditoriale
from workers.links.models import Suivi
from workers.links.reports.contents.signature import adresse_de_confirmation
from workers.links.reports.contents.situation import LienVu
url = "https://casse.example/guide"
lien = Lien.objects.create(
    url=url, hote="casse.example", etat=EtatLien.CASSE, classe="gone", prochain_controle_le="2099-01-01T00:00:00Z"
)
Suivi.objects.create(lien=lien)
page = PageEditoriale.objects.filter(live=True).first()
OccurrenceLien.objects.create(
    lien=lien, page=page, origine=OrigineOccurrence.CHAMP, champ="url", url_saisie=url, en_ligne=True
)
signed = adresse_de_confirmation(LienVu(lien.pk, url, lien.hote, EtatLien.CASSE, "gone"))
print(signed.removeprefix(settings.SITE_URL))
"""


@pytest.fixture(scope="module")
def signed(clerk):
    return clerk(BROKEN).strip()


def test_axe_finds_nothing_and_nothing_overflows(browser, site, signed):
    page = browser.new_page(base_url=site.url, viewport={"width": NARROWEST, "height": 640})
    page.goto(signed)
    found = faults_in_both_schemes(page), width(page)
    page.close()
    assert found == ([], NARROWEST)


def test_an_editor_reads_the_exact_mail_before_it_leaves(editor, signed):
    editor.goto("/admin/rapports/")
    assert faults(editor) == []
    editor.get_by_role("link", name="Prévisualiser : Tout le site").click()
    expect(editor.frame_locator("iframe").get_by_role("heading", level=1)).to_contain_text(re.compile("liens? cassés?"))
    expect(editor.get_by_role("group", name="Version texte")).to_contain_text("NOUVEAUX LIENS CASSÉS")
    assert faults(editor) == []


def test_axe_finds_nothing_in_the_mail_itself(editor, signed):
    html = editor.request.get("/admin/rapports/0/html/").text()
    # As a mail program shows it: in the frame of the admin no script runs, not even the one that looks for faults.
    editor.goto("about:blank")
    editor.set_content(html)
    # A mail is shown inside a page, whose landmarks are not its own.
    landmarks = {rule: {"enabled": False} for rule in ("region", "landmark-one-main")}
    assert faults(editor, rules=landmarks) == []


def test_one_press_without_javascript_or_account_confirms(plain_page, signed):
    plain_page.goto(signed)
    plain_page.get_by_role("button", name="Oui, il fonctionne chez moi").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("C’est noté, merci !".replace(" !", "\u202f!"))
    plain_page.goto(signed)
    expect(plain_page.get_by_role("button")).to_have_count(0)
