"""What each word of a search finds alone, on the page that finds nothing."""

import re

import pytest

from pages.models import PageSimple
from search.answers.each_word import MOTS_AU_PLUS, words_of
from search.index.rebuilding import rebuild_index
from search.planning.parsing import parse
from tests.factories.parcours import porte
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@remembered
def fill(site):
    site.ressource("Plan vélo")
    site.ressource("Guide de la crèche", own=[site.lyon])
    site.ressource("Guide de la crèche rurale", own=[site.region])


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


def alone(client, asked):
    """(word, hits) as the page says, after a look at what each address really gives."""
    results = client.get(f"/recherche/?{asked}&mots=tous").context["results"]
    followed = [
        client.get(f"/recherche/{one.url.removeprefix('./')}").context["results"].total for one in results.chaque_mot
    ]
    assert followed == [one.count for one in results.chaque_mot]
    told = client.get(f"/api/v3/recherche/?{asked}&mots=tous").json()["chaque_mot"]
    assert told == [{"label": one.label, "url": one.url, "count": one.count} for one in results.chaque_mot]
    return [(one.label, one.count) for one in results.chaque_mot]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("q=vélo+crèche", [("vélo", 1), ("crèche", 2)]),
        ("q=vélo+crèche+zzzz", [("vélo", 1), ("crèche", 2), ("zzzz", 0)]),
        ("q=vélo+crèche&territoire=dep-69&portee=propre", [("vélo", 0), ("crèche", 1)]),
        ('q="plan+vélo"+crèche', [('"plan vélo"', 1), ("crèche", 2)]),
        ("q=guide+crèche-rurale+vélo", [("guide", 3), ("crèche-rurale", 1), ("vélo", 1)]),
        ("q=le+vélo+de+la+crèche", [("vélo", 1), ("crèche", 2)]),
        ("q=vélo+-plan+crèche", [("vélo", 1), ("crèche", 2)]),
        ("q=zzzz", []),
        ("q=crèche+rurale+guide+lyon", [("crèche", 2), ("rurale", 1), ("guide", 3), ("lyon", 1)]),
        ("q=", []),
    ],
)
def test_each_word_of_a_search_that_finds_nothing_says_what_it_finds_alone(client, found, asked, expected):
    assert alone(client, asked) == expected


def test_words_of_a_long_text_are_the_first_ones_each_once():
    text = "un alpha beta alpha gamma delta epsilon zeta eta theta iota"

    assert words_of(parse(text)) == ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    assert len(words_of(parse(text))) == MOTS_AU_PLUS


def said(client, asked):
    """(heading, its lines) of each block of ways out, as a screen reader says them."""
    page = client.get(f"/recherche/?{asked}").content.decode()
    blocks = re.findall(r'<div class="relances"><?\s*<?h3>(.+?)</h3>(.+?)</ul>', page, re.DOTALL)
    return {
        plain(title): [plain(line) for line in re.findall(r"<li>(.+?)</li>", lines, re.DOTALL)]
        for title, lines in blocks
    }


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_page_without_a_hit_says_the_words_the_other_ways_and_how_to_search(client, site, found):
    porte(site.accueil)
    site.accueil.add_child(
        instance=PageSimple(title="Aide à la recherche", slug="aide-a-la-recherche", chapo="Des mots.")
    )

    assert said(client, "q=vélo+zzzz+crèche&mots=tous") == {
        "Rien ne réunit tous vos mots. Chacun trouve seul": [
            "vélo 1 résultat",
            "zzzz aucun résultat",
            "crèche 2 résultats",
        ],
        "D’autres chemins": [
            "Commencer mon A.D.O.C. Quelques questions sur votre situation, puis des ressources choisies pour elle",
            "Comprendre",
            "Agir",
            "Tout voir, sans mot ni filtre",
        ],
        "Mieux chercher": [
            "Un ou deux mots suffisent souvent : « vélo », « emploi jeunes ».",
            "Les accents, les majuscules et le pluriel ne comptent pas.",
            "Un lieu se choisit parmi les filtres, ou par son nom : « Creuse », « Lyon ».",
            "Aide à la recherche",
        ],
    }


def test_page_with_hits_keeps_to_them(client, found):
    assert said(client, "q=crèche") == {}
