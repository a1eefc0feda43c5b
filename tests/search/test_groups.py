"""Without words, in a chosen territoire, the hits stand under a heading for each rung, nearest first."""

import re

import pytest

from pages.models import FicheRepereTerritoire
from search.index.rebuilding import rebuild_index
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
HEADINGS = re.compile(
    r'<section class="groupe" aria-labelledby="(groupe-\w+)">\s*<h3 class="groupe-titre" id="\1">(.+?)</h3>'
)
BY_RUNG = [
    ("groupe-ici", "Dans le territoire choisi"),
    ("groupe-region", "Pour toute la région"),
    ("groupe-pays", "Pour toute la France"),
]


@remembered
def fill(site):
    site.ressource("Aides nationales", slug="national")
    site.ressource("Aides de la région", slug="regional", own=[site.region])
    site.ressource("Région et pays", slug="les-deux", own=[site.region, site.france], est_fictif=True)
    site.ressource("Aides de Lyon", slug="local", own=[site.lyon])


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


def shown(client, **asked):
    hits = client.get("/api/v3/recherche/", asked).json()["resultats"]
    return [(hit["url"].strip("/").rsplit("/", 1)[-1], hit["groupe"]) for hit in hits]


def test_hits_stand_by_rung_from_the_nearest(client, found):
    assert shown(client, territoire="dep-69") == [
        ("local", "ici"),
        ("regional", "region"),
        ("les-deux", "region"),
        ("national", "pays"),
    ]
    page = client.get("/recherche/?territoire=dep-69").content.decode()
    assert HEADINGS.findall(page) == BY_RUNG
    # The list goes on counting, and titles of hits stand below their heading.
    assert re.findall(r'<ol class="lignes lignes-trouvees" role="list"(.*?)>', page) == ["", ' start="2"', ' start="4"']
    assert page.count('<h4 class="ligne-titre">') == 4


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?acteur=associations",
        "?territoire=france",
        "?territoire=dep-69&portee=propre",
        "?territoire=dep-69&echelon=region",
        "?territoire=dep-69&tri=alphabetique",
        "?territoire=dep-69&q=aides",
    ],
)
def test_no_heading_where_the_order_is_another(client, found, asked):
    page = client.get(f"/recherche/{asked}").content.decode()

    assert HEADINGS.findall(page) == []
    assert '<h3 class="ligne-titre">' in page


def test_page_of_what_is_chosen_comes_first_under_its_own_heading(client, site, each_index):
    fill(site)
    site.rubrique.add_child(instance=FicheRepereTerritoire(title="Le Rhône", slug="rhone", territoire=site.rhone))
    rebuild_index(each_index)

    assert shown(client, territoire="dep-69")[:2] == [("rhone", "choisi"), ("local", "ici")]
    page = client.get("/recherche/?territoire=dep-69").content.decode()
    assert HEADINGS.findall(page) == [("groupe-choisi", "Consacré à ce que vous avez choisi"), *BY_RUNG]
