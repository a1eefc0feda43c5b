"""What Wagtail's own French leaves in English, or hesitates about, is French here: on every page of the admin."""

import ast
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests.crawling import pages_of_the_admin
from tests.factories import pages, taxonomy
from tests.factories.every_type import page_of_every_type

FOLDER = Path(settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES"
#: « Nouvel(le) », « Ce(tte) axe », « Ajouter un(e) », and words that no French interface says.
HESITATES = re.compile(
    r"\w{2,}\((?:e|le|la|tte|es|x|ne|ve|elle)\)(?!\w)|ce/cette|le/la\b|\bRoot\b|domain\.com|Salut|Nouvel\("
)
#: Said alike in both languages.
SAME = {
    *("page", "pages", "image", "images", "document", "documents", "site", "sites", "collection", "collections"),
    *("action", "actions", "section", "type", "pagination", "minimum", "maximum", "port", "parent", "alias", "date"),
    *("notifications", "application"),
}


def entries(name):
    """The entries of a catalogue's source, each as {keyword: text}."""
    text = (FOLDER / f"{name}.po").read_text(encoding="utf-8")
    for entry in text.split("\n\n"):
        found = dict(re.findall(r'^(msg\w+(?:\[\d\])?) (".*")$', entry, re.MULTILINE))
        if found.get("msgid", '""') != '""':
            yield {keyword: ast.literal_eval(said) for keyword, said in found.items()}


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_compiled_catalogue_says_what_its_source_says(name):
    with (FOLDER / f"{name}.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    wrong = []
    for entry in entries(name):
        english, several = entry["msgid"], entry.get("msgid_plural")
        if several is None:
            said, written = [compiled.gettext(english)], [entry["msgstr"]]
        else:
            said = [compiled.ngettext(english, several, number) for number in (1, 2)]
            written = [entry["msgstr[0]"], entry["msgstr[1]"]]
        if said != written:
            wrong.append((english, said))
    assert wrong == []


@pytest.mark.django_db
def test_report_names_the_site_where_no_account_has_published(admin_client):
    arbre = pages.arbre()
    pages.ressource(arbre.boite)
    html = admin_client.get("/admin/reports/aging-pages/").content.decode()
    cells = re.findall(r"<td valign=\"top\">\s*(.*?)\s*</td>", html, re.DOTALL)
    assert cells[0] == "Le site"


@pytest.fixture
def untranslated(monkeypatch):
    """What is asked of the catalogues and comes back as it was."""
    found, translate = set(), translation._trans.gettext

    def heard(message):
        said = translate(message)
        if said == message and re.search("[A-Za-z]{3}", message) and message.lower() not in SAME:
            found.add(str(message))
        return said

    monkeypatch.setattr(translation._trans, "gettext", heard)
    return found


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_of_the_admin_hesitates_or_speaks_english(client, untranslated):
    _, made = page_of_every_type()
    taxonomy.odd()
    client.force_login(pages.administrateur())
    forms = [f"/admin/pages/{page.pk}/{door}/" for page in made.values() for door in ("edit", "delete", "unpublish")]
    read, hesitates, english = 0, {}, {}
    for address, html in pages_of_the_admin(client, ["/admin/", *forms]):
        read += 1
        hesitates |= dict.fromkeys(HESITATES.findall(html), address)
        english |= {one: address for one in untranslated if re.search(rf'[>"]\s*{re.escape(one)}\s*[<"]', html)}
    assert (hesitates, english) == ({}, {})
    assert read > 150
