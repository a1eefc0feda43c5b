"""Places and terms among the words, proposed as filters."""

import pytest

from search.index.rebuilding import rebuild_index
from taxonomy.enums import Niveau
from taxonomy.models import Territoire
from tests.search.site import territoire

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(site, index):
    creuse = territoire("23", "Creuse", Niveau.DEPARTEMENT, site.region)
    territoire("80225", "Creuse", Niveau.COMMUNE, site.rhone)
    territoire("23096", "Guéret", Niveau.COMMUNE, creuse)
    site.ressource("Guide de la mobilité en Creuse", own=[creuse])
    rebuild_index(index)
    return index


def proposed(client, **asked):
    body = client.get("/api/v3/recherche/", asked).json()
    return [(one["mots"], one["nom"], one["sorte"], one["url"]) for one in body["propositions"]]


def test_place_and_term_are_proposed_each_with_the_search_in_which_it_is_a_filter(client, found):
    assert proposed(client, q="guides mobilité creuse") == [
        ("mobilité", "Mobilité", "Domaine", "./?q=guides+creuse&domaine=mobilite"),
        ("creuse", "Creuse", "Département", "./?q=guides+mobilit%C3%A9&territoire=dep-23"),
    ]


def test_proposal_is_never_applied_by_itself(client, found):
    body = client.get("/api/v3/recherche/", {"q": "guides mobilité creuse"}).json()

    assert not any(one["selected"] for facet in body["facettes"] for one in facet["values"])


def test_commune_of_one_word_is_proposed_where_it_is_said_to_be_a_place(client, found):
    assert proposed(client, q="gueret") == []
    assert proposed(client, q="sens du travail") == []
    assert proposed(client, q="guide à gueret") == [("gueret", "Guéret", "Commune", "./?q=guide&territoire=com-23096")]


def test_town_is_proposed_by_its_name_alone(client, found):
    Territoire.objects.filter(slug="com-23096").update(population=12_600)

    assert proposed(client, q="guide gueret") == [("gueret", "Guéret", "Commune", "./?q=guide&territoire=com-23096")]


def test_postal_code_proposes_the_places_that_have_it_those_with_most_people_first(client, found):
    communes = Territoire.objects.filter(slug__in=["com-23096", "com-80225"])
    communes.update(codes_postaux="23000")
    communes.filter(slug="com-23096").update(population=12_600)

    assert proposed(client, q="guide 23000") == [
        ("23000", "Guéret", "Commune", "./?q=guide&territoire=com-23096"),
        ("23000", "Creuse", "Commune", "./?q=guide&territoire=com-80225"),
    ]
    assert proposed(client, q="80225") == [("80225", "Creuse", "Commune", "./?territoire=com-80225")]


@pytest.mark.parametrize("text", ["odd 23", "C.A.P. 2030", "23", "guide 230000"])
def test_other_numbers_are_no_places(client, found, text):
    assert proposed(client, q=text) == []


def test_chosen_filter_and_words_in_quotes_are_not_proposed(client, found):
    assert proposed(client, q="creuse", territoire="dep-23") == []
    assert proposed(client, q='"creuse"') == []


def test_page_offers_the_filter_with_words_for_who_does_not_see_it(client, found):
    html = client.get("/recherche/", {"q": "guides creuse"}).content.decode()

    assert "chercher avec ce filtre plutôt qu’avec creuse" in html
