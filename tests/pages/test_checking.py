"""« Vérifications » reads the preview, in French, and visitors' pages carry nothing of it."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from pages.admin.checking import ContentOfThePage
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return pages.ressource(pages.arbre().boite)


def test_preview_carries_what_the_panel_reads(page):
    client = Client()
    client.force_login(pages.administrateur())
    asker = client.get(reverse("wagtailadmin_home")).wsgi_request
    html = page.make_preview_request(asker, "", {"in_preview_panel": True}).content.decode()
    asked = json.loads(re.search(r'id="checker-axe-configuration"[^>]*>([^<]+)<', html)[1])

    assert asked["context"]["include"] == ["main"]
    assert set(asked["options"]["runOnly"]) == set(asked["messages"])
    english = {
        text for told in asked["messages"].values() for text in told.values() if re.search(r"\b(the|use|is)\b", text)
    }
    assert english == set()
    assert set(ContentOfThePage.axe_run_only) == set(asked["options"]["runOnly"])


def test_pages_of_the_site_carry_none_of_it(page):
    client = Client()
    client.force_login(pages.administrateur())
    assert [b"userbar" in one.get(page.get_url()).content for one in (client, Client())] == [False, False]
