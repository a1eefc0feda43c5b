"""The public templates: what every page has, and what each state of a link says."""

import json
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from ground.templatetags.typography import hote, mots_de_l_adresse, typo
from liens.enums import EtatLien
from liens.models import Lien
from pages.enums import RoleLien
from pages.models import LienRessource
from public.navigation import CLE
from tests.factories import pages
from tests.public.site_public import site, toutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre(db):
    cache.clear()
    yield site()
    cache.clear()


def body(client, page):
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_every_page_has_one_h1_a_language_landmarks_and_no_inline_code(client, arbre):
    for page in toutes(arbre):
        html = body(client, page)
        found = {
            "h1": len(re.findall("<h1", html)),
            "main": len(re.findall("<main", html)),
            "header": len(re.findall('<header class="entete"', html)),
            "footer": len(re.findall("<footer", html)),
            "lang": 'lang="fr"' in html,
            "style": re.findall(r"<style|\sstyle=|\son[a-z]+=", html),
            "script": re.findall(r"<script(?! src=| type=\"application/ld)", html),
            "elsewhere": re.findall(r'(?:src|<link[^>]*href)="https?://(?!127\.0\.0\.1)', html),
        }
        expected = {"h1": 1, "main": 1, "header": 1, "footer": 1, "lang": True}
        assert found == {**expected, "style": [], "script": [], "elsewhere": []}, page.title


def test_no_page_skips_a_level_of_heading_or_repeats_an_id(client, arbre):
    for page in toutes(arbre):
        html = body(client, page)
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        skips = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert (page.title, levels[0], skips, sorted({i for i in ids if ids.count(i) > 1})) == (page.title, 1, [], [])


def test_json_ld_names_the_page_and_the_way_to_it(client, arbre):
    html = body(client, arbre.ressources[0])
    described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))
    assert [one["@type"] for one in described] == ["CreativeWork", "BreadcrumbList"]
    assert [step["name"] for step in described[1]["itemListElement"]] == [
        "Accueil",
        "Agir",
        "Piloter",
        arbre.ressources[0].title,
    ]


def test_json_ld_cannot_close_its_own_element(client, arbre):
    arbre.simple.title = "</script><script>alert(1)</script>"
    arbre.simple.save_revision().publish()
    assert "<script>alert" not in body(client, arbre.simple)


@pytest.mark.parametrize(
    ("etat", "sentence", "button"),
    [
        (EtatLien.NOUVEAU, "Lien pas encore vérifié", "Ouvrir chez"),
        (EtatLien.OK, "Lien vérifié le 1er\u00a0mai 2026", "Ouvrir chez"),
        (EtatLien.ATTENTION, "Lien vérifié le 1er\u00a0mai 2026", "Ouvrir chez"),
        (EtatLien.SUSPECT, "sans réponse depuis, à confirmer", "Ouvrir chez"),
        (EtatLien.INVERIFIABLE, "ne se laisse pas vérifier", "Ouvrir chez"),
        (EtatLien.CASSE, "Ce lien ne répond plus", "Essayer quand même chez"),
        (EtatLien.DANGER, "nous l’examinons", "Essayer quand même chez"),
    ],
)
def test_ressource_says_the_state_of_its_link(client, arbre, etat, sentence, button):
    Lien.objects.update(etat=etat, verifie_le=datetime(2026, 5, 1, 10, tzinfo=UTC))
    html = body(client, arbre.ressources[0])
    assert (sentence in html, f"{button} partenaire.example" in html) == (True, True)


def test_ressource_with_a_dead_link_offers_its_archive_first(client, arbre):
    page = pages.ressource(arbre.boite, urls=("https://mort.example/",))
    page.liens.add(LienRessource(libelle="Copie", url="https://archive.example/1", role=RoleLien.ARCHIVE, sort_order=9))
    page.save_revision().publish()
    Lien.objects.filter(hote="mort.example").update(etat=EtatLien.CASSE)
    depart = re.search(r'<section class="depart".*?</section>', body(client, page), re.S).group()
    assert re.findall(r'href="([^"]+)"', depart) == ["https://archive.example/1", "https://mort.example/"]


def test_fictitious_page_says_so(client, arbre):
    arbre.exemple.est_fictif = True
    arbre.exemple.save_revision().publish()
    assert "<strong>Contenu fictif.</strong>" in body(client, arbre.exemple)


def test_pages_that_visitors_may_not_see_are_in_no_list(client, arbre):
    hidden = pages.ressource(arbre.boite)
    shown = pages.ressource(arbre.boite)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    html = body(client, arbre.boite)
    assert (hidden.title in html, shown.title in html) == (False, True)


def test_list_of_ressources_in_a_body_leaves_out_what_is_no_longer_published(client, arbre):
    title = arbre.ressources[0].title
    assert 'class="citees"' in body(client, arbre.page_domaine)
    arbre.ressources[0].unpublish()
    html = body(client, arbre.page_domaine)
    assert ('class="citees"' in html, title in html) == (False, False)


def test_navigation_follows_a_renamed_page(client, arbre):
    assert cache.get(CLE) is None
    body(client, arbre.simple)
    arbre.boite.title = "Nouer des alliances"
    arbre.boite.save_revision().publish()
    assert "Nouer des alliances" in body(client, arbre.simple)


def test_unknown_address_proposes_its_words_and_the_axes(client, arbre):
    response = client.get("/agir/guide-des-alliances/")
    html = response.content.decode()
    assert (response.status_code, 'value="guide des alliances"' in html, 'href="/agir/"' in html) == (404, True, True)


def test_robots_may_read_pages_and_not_the_combinations_of_filters(client):
    response = client.get("/robots.txt")
    assert (response["Content-Type"], response.content.decode().splitlines()) == (
        "text/plain; charset=utf-8",
        [
            "User-agent: *",
            "Disallow: /admin/",
            "Disallow: /api/",
            "Disallow: /cap/",
            "Disallow: /recherche/?",
            "Disallow: /recherche/export.csv",
            "Disallow: /recherche/tableau/",
            "Disallow: /recherche/flux.atom",
            "Allow: /",
            "",
            "Sitemap: http://127.0.0.1:8000/sitemap.xml",
        ],
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("L'eau, c'est la vie", "L’eau, c’est la vie"),
        ("Qui décide ?", "Qui décide\u202f?"),
        ("Trois temps : partir ; durer !", "Trois temps\u00a0: partir\u202f; durer\u202f!"),
        ("«Agir» et « durer »", "«\u00a0Agir\u00a0» et «\u00a0durer\u00a0»"),
        ("34 800 communes, 12 %", "34\u202f800 communes, 12\u00a0%"),
        ("https://exemple.example/?a=1;b=2 en 2026", "https://exemple.example/?a=1;b=2 en 2026"),
        ("Et puis...", "Et puis…"),
    ],
)
def test_typo_sets_french_text_right(typed, shown):
    assert typo(typed) == shown


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.comite21.org/guide", "comite21.org"),
        ("https://a.b.example:8080/", "a.b.example"),
        ("http://[x", ""),
    ],
)
def test_hote_names_the_site(url, host):
    assert hote(url) == host


@pytest.mark.parametrize(
    ("path", "words"), [("/agir/guide-odd-2030/", "guide odd"), ("/", ""), ("/%C3%A9t%C3%A9/", "été")]
)
def test_mots_de_l_adresse_makes_a_search_of_a_path(path, words):
    assert mots_de_l_adresse(path) == words
