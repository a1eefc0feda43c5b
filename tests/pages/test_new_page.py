"""« Nouvelle ressource »: where, in one named list, the place that was used last first; no way to a refusal."""

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from pages.admin.new_page import named_new
from pages.page_types import page_types
from tests.factories import pages
from tests.factories.every_type import page_of_every_type

pytestmark = pytest.mark.django_db
NAMES = {
    "accueil": "Nouvel accueil",
    "axe": "Nouvel axe",
    "basedeconnaissance": "Nouvelle base de connaissance",
    "boiteaoutils": "Nouvelle boîte à outils",
    "exempleinspirant": "Nouvel exemple inspirant",
    "ficherepereacteur": "Nouvelle fiche repère d’acteur",
    "fichereperedomaine": "Nouvelle fiche repère de domaine",
    "ficherepereterritoire": "Nouvelle fiche repère de territoire",
    "pagedomaine": "Nouvelle page de domaine",
    "pagesimple": "Nouvelle page simple",
    "parcoursadoc": "Nouveau parcours A.D.O.C.",
    "ressource": "Nouvelle ressource",
    "rubrique": "Nouvelle rubrique",
}


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


def where(kind):
    return reverse("nouvelle_page_ou", args=[kind])


def rows(response):
    """[(name, what else is said, address)] of the list."""
    tree = LexborHTMLParser(response.content.decode())
    return [
        (
            node.css_first("strong").text(),
            " ".join(node.text().split()).removeprefix(node.css_first("strong").text()).strip(),
            node.attributes["href"],
        )
        for node in tree.css(".odd17-lieux a")
    ]


def test_each_type_has_its_new_in_its_gender():
    assert {one._meta.model_name: named_new(one) for one in page_types()} == NAMES


def test_places_are_boites_and_rubriques_with_a_word_on_each(arbre, admin):
    arbre.boite.chapo = "Choisir ses alliés et tenir la route."
    arbre.boite.save_revision().publish()
    form = "/admin/pages/add/pages/ressource/{}/"
    rubrique = "Une étagère d’un axe : « Se former », « Fiches repères »…"
    assert rows(admin.get(where("ressource"))) == [
        ("Bases", f"Rubrique · Comprendre {rubrique}", form.format(arbre.rubrique.pk)),
        ("Piloter", "Boîte à outils · Agir Choisir ses alliés et tenir la route.", form.format(arbre.boite.pk)),
        ("Se former", f"Rubrique · Pérenniser {rubrique}", form.format(arbre.se_former.pk)),
    ]


def test_place_that_was_used_last_comes_first(arbre, admin):
    account = pages.get_user_model().objects.get(username="administrateur")
    for place in (arbre.boite, arbre.se_former):
        pages.ressource(place, owner=account)
    assert [(name, "déjà écrit" in said) for name, said, _ in rows(admin.get(where("ressource")))] == [
        ("Se former", True),
        ("Piloter", True),
        ("Bases", False),
    ]


@pytest.mark.parametrize("model", [pytest.param(one, id=one.__name__) for one in page_types()])
def test_every_place_of_every_type_opens_its_form(admin, model):
    page_of_every_type()
    response = admin.get(where(model._meta.model_name), follow=True)
    # There is a home and there are three axes already; one place only is not asked for.
    asked = [address for _, _, address in rows(response)]
    assert ">Root<" not in response.content.decode()
    assert [admin.get(address).status_code for address in asked] == [200] * len(asked)
    assert asked or response.redirect_chain or model.__name__ in ("Accueil", "Axe")


def test_one_place_only_is_not_asked_for(arbre, admin):
    assert (
        admin.get(where("exempleinspirant"))["Location"] == f"/admin/pages/add/pages/exempleinspirant/{arbre.boite.pk}/"
    )


def test_wagtails_own_questions_lead_to_the_list(arbre, admin):
    asked = [
        reverse("wagtailadmin_pages:choose_parent", args=["pages", "ressource"]),
        "/admin/ressources/choose_parent/",
    ]
    listed = admin.get("/admin/ressources/").content.decode()
    assert [admin.get(one)["Location"] for one in asked] == [where("ressource")] * 2
    assert "/admin/ressources/choose_parent/" in listed


def test_home_leads_to_the_kinds_in_one_click(arbre, admin):
    html = LexborHTMLParser(admin.get("/admin/").content.decode())
    assert [(one.text(), one.attributes["href"]) for one in html.css(".odd17-commencer a")] == [
        ("Nouvelle ressource", where("ressource")),
        ("Nouvel exemple inspirant", where("exempleinspirant")),
        ("Autre page", reverse("nouvelle_page")),
    ]
    assert ("Ressource", where("ressource")) in [
        (name, to) for name, _, to in rows(admin.get(reverse("nouvelle_page")))
    ]


def test_unknown_kind_is_no_page(admin):
    assert [admin.get(f"/admin/nouvelle/{one}/").status_code for one in ("page", "zz")] == [404, 404]
