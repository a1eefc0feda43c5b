"""Wrong places in the tree are impossible, when a page is made and when it is moved."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from adoc.models import ParcoursAdoc
from pages.models import (
    Accueil,
    Axe,
    BaseDeConnaissance,
    BoiteAOutils,
    ExempleInspirant,
    FicheRepereTerritoire,
    PageDomaine,
    PageSimple,
    Ressource,
    Rubrique,
)
from tests.factories import pages

pytestmark = pytest.mark.django_db

PLACES = {
    Accueil: set(),
    Axe: set(),
    Rubrique: {"comprendre", "perenniser"},
    BoiteAOutils: {"agir"},
    PageDomaine: {"rubrique"},
    FicheRepereTerritoire: {"rubrique"},
    BaseDeConnaissance: {"rubrique"},
    Ressource: {"rubrique", "se_former", "boite"},
    ExempleInspirant: {"boite"},
    PageSimple: {"accueil"},
    ParcoursAdoc: {"accueil"},
}


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.mark.parametrize("page_type", PLACES, ids=lambda page_type: page_type.__name__)
def test_page_may_be_made_in_its_own_places_only(arbre, page_type):
    permis = {nom for nom, parent in vars(arbre).items() if page_type.can_create_at(parent)}
    assert permis == PLACES[page_type]


def test_resource_may_move_from_a_boite_to_a_rubrique(arbre):
    page = pages.ressource(arbre.boite)
    permis = {nom for nom, parent in vars(arbre).items() if page.can_move_to(parent)}
    assert permis == {"rubrique", "se_former", "boite"}


def test_rubrique_may_not_move_under_agir(arbre):
    permis = {nom for nom, parent in vars(arbre).items() if arbre.se_former.can_move_to(parent)}
    assert permis == {"comprendre", "perenniser"}


def test_base_may_not_move_to_a_rubrique_of_perenniser(arbre):
    base = arbre.rubrique.add_child(instance=BaseDeConnaissance(title="Base", url="https://base.example/"))
    permis = {nom for nom, parent in vars(arbre).items() if base.can_move_to(parent)}
    assert permis == {"rubrique"}


def test_axe_code_is_used_once(arbre):
    with pytest.raises(ValidationError) as exc:
        Axe(title="Encore", slug="encore", code="agir", path=arbre.agir.path, depth=arbre.agir.depth).validate_unique()
    assert exc.value.message_dict["code"] == ["Un objet Axe avec ce champ Axe existe déjà."]


def test_admin_refuses_a_rubrique_under_agir(arbre, client):
    client.force_login(pages.administrateur())
    response = client.get(reverse("wagtailadmin_pages:add", args=["pages", "rubrique", arbre.agir.pk]))
    assert (response.status_code, response.headers.get("Location")) == (302, "/admin/")


def test_admin_refuses_to_move_a_rubrique_under_agir(arbre, client):
    client.force_login(pages.administrateur())
    url = reverse("wagtailadmin_pages:move_confirm", args=[arbre.se_former.pk, arbre.agir.pk])
    assert client.post(url).status_code == 302
    assert Rubrique.objects.get(pk=arbre.se_former.pk).get_parent().pk == arbre.perenniser.pk
