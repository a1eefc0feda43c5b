"""The Comité's board: counts that are true, and none that leads back to one organisation."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cap import audience, editing
from cap.admin.dashboard import SEUIL, CapGroup, Choisie, Tableau, montrables, tableau
from cap.models import Cap
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre(db):
    cache.clear()
    return pages.arbre()


def caps(nombre, *, profil="", region="", page=None):
    for _ in range(nombre):
        cap, _secret = editing.create_cap()
        Cap.objects.filter(pk=cap.pk).update(profil=profil, region=region)
        if page is not None:
            editing.add_pages(cap, [page])


def test_board_shows_nothing_below_the_threshold(db):
    caps(SEUIL - 1)
    assert tableau() == Tableau(None)


def test_board_counts_groups_of_ten_and_more(arbre):
    asso = taxonomy.acteur("Association")
    region = taxonomy.region()
    often, seldom = pages.ressource(arbre.boite, title="Le guide"), pages.ressource(arbre.boite, title="Rare")
    caps(12, profil=asso.slug, region=region.slug, page=often)
    caps(11, page=None)
    caps(9, profil="fondation", page=seldom)
    assert tableau() == Tableau(
        nombre=32,
        profils=(CapGroup("Association", 12), CapGroup("Autres, ou non dit", 20)),
        regions=(CapGroup(region.nom, 12), CapGroup("Autres, ou non dit", 20)),
        pages=(Choisie(often.pk, "Le guide", 12),),
    )


def test_small_rest_takes_the_smallest_group_along():
    assert montrables({"a": 30, "b": 14, "c": 3}) == ({"a": 30}, 17)
    assert montrables({"a": 30, "b": 14, "": 10}) == ({"a": 30, "b": 14}, 10)
    assert montrables({"a": 30, "b": 14}) == ({"a": 30, "b": 14}, 0)


@given(st.dictionaries(st.sampled_from(["", *"abcdefgh"]), st.integers(min_value=1, max_value=40)))
def test_no_small_number_is_shown_or_can_be_subtracted(nombres):
    shown, rest = montrables(nombres)
    assert all(shown[nom] == nombres[nom] >= SEUIL and nom for nom in shown)
    assert sum(shown.values()) + rest == sum(nombres.values())
    assert rest == 0 or rest >= SEUIL or not shown


def test_editors_read_the_board_and_strangers_do_not(client, arbre):
    caps(SEUIL)
    address = reverse("cap_tableau")
    assert client.get(address).status_code == 302
    client.force_login(pages.administrateur())
    html = client.get(address).content.decode()
    assert "10 C.A.P." in html
    assert "/cap/modifier/" not in html
    assert reverse("cap_tableau") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_cap_born_of_a_walk_knows_its_profil_and_its_region_alone(client, arbre):
    asso = taxonomy.acteur("Association")
    aura, *_, lyon = taxonomy.rhone()
    guide = pages.ressource(arbre.boite)
    sent = {"page": guide.pk, "profil": asso.slug, "region": audience.region_de(lyon.slug)}
    asked = client.get("/cap/ajouter/", sent).content.decode()
    assert "Le C.A.P. retient aussi d’où vous partez" in asked
    client.post("/cap/ajouter/", sent)
    cap = Cap.objects.get()
    assert (cap.profil, cap.region) == (asso.slug, aura.slug)
    assert cap.region in dict(audience.regions())


def test_what_is_no_profil_and_no_region_is_left_out(client, arbre):
    lyon = taxonomy.rhone()[-1]
    client.post("/cap/ajouter/", {"page": pages.ressource(arbre.boite).pk, "profil": "pirate", "region": lyon.slug})
    assert list(Cap.objects.values_list("profil", "region")) == [("", "")]


def test_authors_choose_their_profil_and_take_it_back(client, arbre):
    asso = taxonomy.acteur("Association")
    address = client.post("/cap/")["Location"]
    client.post(address, {"geste": "textes", "profil": asso.slug, "vu.profil": ""})
    assert Cap.objects.get().profil == asso.slug
    client.post(address, {"geste": "textes", "profil": "", "vu.profil": asso.slug})
    assert Cap.objects.get().profil == ""
    assert client.post(address, {"geste": "textes", "profil": "pirate", "vu.profil": ""}).status_code == 422
