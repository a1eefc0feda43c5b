"""What a page weighs on the wire: HTML, styles, scripts and the face, compressed as the server sends them."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from cap import editing
from tests.factories.pages import arbre, ressource
from tests.public.site_public import site, toutes

pytestmark = pytest.mark.django_db
PAGE_AU_PLUS = 100_000
SCRIPTS_AU_PLUS = 20_000
FEUILLES_AU_PLUS = 6


@pytest.fixture(autouse=True)
def cold():
    cache.clear()
    yield
    cache.clear()


def weight_of(path):
    with open(finders.find(path), "rb") as file:
        content = file.read()
    return len(content) if path.endswith(".woff2") else len(gzip.compress(content))


def weigh(html):
    """(everything, own scripts, number of style sheets); the page itself counts uncompressed."""
    files = set(re.findall(r'(?:href|src)="/static/([^"?]+)"', html))
    own = sum(weight_of(name) for name in files if name.startswith("js/"))
    sheets = len([name for name in files if name.endswith(".css")])
    return len(html.encode()) + sum(map(weight_of, files)), own, sheets


def test_no_page_is_heavy(client):
    for page in toutes(site(ressources=20)):
        total, own, sheets = weigh(client.get(page.get_url()).content.decode())
        assert (page.title, total <= PAGE_AU_PLUS, own <= SCRIPTS_AU_PLUS, sheets <= FEUILLES_AU_PLUS) == (
            page.title,
            True,
            True,
            True,
        )


def test_cap_of_sixty_elements_is_no_heavier(client):
    boite = arbre().boite
    cap, secret = editing.create_cap()
    editing.add_pages(cap, [ressource(boite, title=f"Le guide des alliances locales {n}") for n in range(60)])
    lecture = editing.lien_de_lecture(cap, edition=secret)
    cle = cap.elements.first().cle
    for address in (f"/cap/modifier/{secret}/", f"/cap/modifier/{secret}/?element={cle}", f"/cap/lire/{lecture}/"):
        total, _, sheets = weigh(client.get(address).content.decode())
        assert (total <= PAGE_AU_PLUS, sheets <= FEUILLES_AU_PLUS) == (True, True), total
