"""The sitemap names every page that anybody may read, by parts that stay as they are."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from public import sitemaps
from tests.factories import pages

pytestmark = pytest.mark.django_db


def locations(address):
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return re.findall("<loc>(.*?)</loc>", answer.content.decode())


def test_sitemap_names_parts_that_name_every_public_page():
    arbre = pages.arbre()
    pages.ressource(arbre.boite, title="En ligne")
    pages.ressource(arbre.boite, title="Brouillon", live=False)
    PageViewRestriction.objects.create(page=arbre.perenniser, restriction_type="login")
    named = [where for part in locations("/sitemap.xml") for where in locations(part.removeprefix("http://localhost"))]
    assert named == [
        f"http://localhost{path}"
        for path in ("/", "/comprendre/", "/agir/", "/comprendre/bases/", "/agir/piloter/", "/agir/piloter/en-ligne/")
    ]


def test_page_that_is_added_moves_no_other_from_its_part(monkeypatch):
    monkeypatch.setattr(sitemaps, "PAGES_A_PART", 3)
    arbre = pages.arbre()
    parts = locations("/sitemap.xml")
    before = [locations(part.removeprefix("http://localhost")) for part in parts]
    for _ in range(3):
        pages.ressource(arbre.boite)
    after = [locations(part.removeprefix("http://localhost")) for part in parts]
    assert after[:-1] == before[:-1]
    assert after[-1][: len(before[-1])] == before[-1]
    assert len(locations("/sitemap.xml")) > len(parts)


def test_last_publication_is_told_by_its_day():
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite)
    part = page.pk // sitemaps.PAGES_A_PART
    text = Client().get(f"/sitemap-{part}.xml").content.decode()
    day = timezone.localtime(page.last_published_at).date().isoformat()
    assert f"<loc>http://localhost{page.get_url()}</loc><lastmod>{day}</lastmod>" in text
    assert f"<lastmod>{day}</lastmod>" in Client().get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("address", ["/sitemap-999999.xml", "/sitemap--1.xml", "/sitemap-x.xml"])
def test_part_that_is_not_there_is_not_found(address):
    pages.arbre()
    assert Client().get(address).status_code == 404
