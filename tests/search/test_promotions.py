"""Pages that editors put above the hits."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from search.index.rebuilding import rebuild_index
from search.promotions import current
from search.promotions.models import MiseEnAvant

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(site, index):
    page = site.ressource("Guide de la mobilité", chapo="Pour se déplacer.")
    site.ressource("Vélo et vélo")
    rebuild_index(index)
    yield page
    current.forget()


def put_forward(page, *requetes, **fields):
    mise = MiseEnAvant(requetes="\n".join(requetes), **fields)
    mise.pages.create(page=page)
    mise.save()
    return mise


def shown(client, **asked):
    found = client.get("/api/v3/recherche/", asked).json()["mises_en_avant"]
    return [(one["id"], one["titre"], one["chapo"]) for one in found]


def test_page_comes_forward_for_its_words_whatever_their_inflection(client, guide):
    put_forward(guide, "vélo", "se déplacer")

    assert shown(client, q="les Vélos") == [(guide.pk, "Guide de la mobilité", "Pour se déplacer.")]
    assert "Mis en avant par la rédaction" in client.get("/recherche/", {"q": "velo"}).content.decode()


@pytest.mark.parametrize(
    "asked", [{"q": "plan vélo"}, {"q": ""}, {"q": "vélo", "tri": "nouveaute"}, {"q": "vélo", "acteur": "associations"}]
)
def test_other_words_filters_and_orders_are_left_alone(client, guide, asked):
    put_forward(guide, "vélo")

    assert shown(client, **asked) == []


def test_hidden_page_and_inactive_row_are_not_shown(client, guide):
    mise = put_forward(guide, "vélo")
    guide.unpublish()
    hidden = shown(client, q="vélo")
    guide.save_revision().publish()
    mise.actif = False
    mise.save()

    assert (hidden, shown(client, q="vélo")) == ([], [])


def test_promoted_page_counts_in_no_total(client, guide):
    before = client.get("/api/v3/recherche/", {"q": "vélo"}).json()["total"]
    put_forward(guide, "vélo")

    assert client.get("/api/v3/recherche/", {"q": "vélo"}).json()["total"] == before


def test_search_of_small_words_alone_is_refused():
    with pytest.raises(ValidationError) as refused:
        MiseEnAvant(requetes="vélo\nde la").clean()

    assert list(refused.value.message_dict) == ["requetes"]


def test_editors_find_it_in_the_menu(admin_client, guide):
    put_forward(guide, "vélo")
    url = reverse(MiseEnAvant.snippet_viewset.get_url_name("list"))

    assert "vélo" in admin_client.get(url).content.decode()
