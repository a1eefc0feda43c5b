"""What Wagtail's own French leaves in English is French here."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def catalogue():
    """(English, French) of the catalogue, without its header."""
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    texts = [line.split(" ", 1) for line in lines if line.startswith(("msgid ", "msgstr "))]
    ids = [ast.literal_eval(text) for kind, text in texts if kind == "msgid"]
    found = [ast.literal_eval(text) for kind, text in texts if kind == "msgstr"]
    return list(zip(ids, found, strict=True))[1:]


@pytest.mark.parametrize(("english", "french"), catalogue())
def test_compiled_catalogue_says_what_its_source_says(english, french):
    with override("fr"):
        assert gettext(english) == french


@pytest.mark.django_db
def test_report_names_the_site_where_no_account_has_published(admin_client):
    from tests.factories import pages

    arbre = pages.arbre()
    pages.ressource(arbre.boite)
    html = admin_client.get("/admin/reports/aging-pages/").content.decode()
    cells = re.findall(r"<td valign=\"top\">\s*(.*?)\s*</td>", html, re.DOTALL)
    assert cells[0] == "Le site"
