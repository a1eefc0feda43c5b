"""A new page begins with the terms that its address names: through the choice of its place, into its form."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.admin.initial_terms import query_of, terms_asked
from pages.models import ExempleInspirant, Ressource
from pages.page_types import page_types
from taxonomy.models import SlugFusionne
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(pages.administrateur())
    return client


@pytest.fixture
def terms():
    taxonomy.domaine("Santé", slug="sante")
    taxonomy.acteur("Communes", slug="communes")
    taxonomy.nature("Guide", slug="guide")
    taxonomy.region("Bretagne", "53")
    taxonomy.odd(3)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", ""),
        ("domaine=sante", "?domaine=sante"),
        ("nature=guide&domaine=sante&territoire=reg-53", "?territoire=reg-53&domaine=sante&nature=guide"),
        ("domaine=sante&domaine=sante&domaine=licornes", "?domaine=sante"),
        ("domaine=SANTE%20&odd=3&odd=trois", "?domaine=sante&odd=3"),
        ("domaine=ancienne", "?domaine=sante"),
        ("domaine=%00&etat_lien=ok&partenaire=x&acteur=", ""),
        (f"domaine={'a' * 500}", ""),
    ],
)
def test_what_names_a_term_is_kept(terms, asked, kept):
    SlugFusionne.objects.create(facette="domaine", ancien="ancienne", nouveau="sante")
    assert query_of(terms_asked(QueryDict(asked))) == kept


def test_terms_go_from_the_kinds_to_the_places(terms, admin):
    pages.arbre()
    kinds = LexborHTMLParser(admin.get(reverse("nouvelle_page"), {"domaine": "sante", "x": "y"}).content.decode())
    found = {one.attributes["href"].partition("?")[2] for one in kinds.css(".odd17-lieux a")}
    assert found == {"domaine=sante"}


def test_one_place_only_keeps_them_too(terms, admin):
    arbre = pages.arbre()
    answer = admin.get(reverse("nouvelle_page_ou", args=["exempleinspirant"]), {"domaine": "sante"})
    assert answer["Location"] == f"/admin/pages/add/pages/exempleinspirant/{arbre.boite.pk}/?domaine=sante"


@pytest.mark.parametrize("model", [pytest.param(one, id=one.__name__) for one in page_types()])
def test_the_form_of_every_type_opens_with_terms(terms, admin, model):
    pages.arbre()
    answer = admin.get(
        reverse("nouvelle_page_ou", args=[model._meta.model_name]),
        {"domaine": "sante", "acteur": "communes", "nature": "guide", "territoire": "reg-53", "odd": "3"},
        follow=True,
    )
    assert answer.status_code == 200


def test_a_page_is_saved_with_the_terms_that_its_form_showed(terms, admin):
    """What the browser sends back of a child that was never saved: its row, without a key."""
    arbre = pages.arbre()
    query = "?territoire=reg-53&acteur=communes&domaine=sante&nature=guide"
    address = reverse("wagtailadmin_pages:add", args=["pages", "ressource", arbre.boite.pk])
    form = LexborHTMLParser(admin.get(address + query).content.decode())
    sent = {
        one.attributes["name"]: one.attributes.get("value") or ""
        for one in form.css("input[type=hidden]")
        if (one.attributes.get("name") or "").startswith("territoires_lies-")
    }
    # The chooser's own value is no hidden field of the formset's.
    place = form.css_first("[name=territoires_lies-0-territoire]").attributes["value"]
    data = nested_form_data(
        {
            "title": "Un guide",
            "slug": "un-guide",
            "rythme_relecture": "annee",
            "acces": "libre",
            "corps": streamfield([]),
            "liens": inline_formset([]),
            "partenaires_lies": inline_formset([]),
            "comments": inline_formset([]),
        }
    )
    chosen = {name: form.css_first(f"[name={name}][checked]").attributes["value"] for name in ("acteurs", "domaines")}
    nature = form.css_first("[name=nature] option[selected]").attributes["value"]
    data |= sent | chosen | {"nature": nature, "territoires_lies-0-territoire": place}
    admin.post(address, data)
    page = Ressource.objects.get().get_latest_revision_as_object()
    told = [str(one) for one in (*page.territoires, *page.acteurs.all(), *page.domaines.all(), page.nature)]
    assert told == ["Bretagne (région, 53)", "Communes", "Santé", "Guide"]


def test_a_form_without_terms_begins_without(terms, admin):
    arbre = pages.arbre()
    address = reverse("wagtailadmin_pages:add", args=["pages", "exempleinspirant", arbre.boite.pk])
    form = LexborHTMLParser(admin.get(address).content.decode())
    assert form.css("[name=acteurs][checked], [name=domaines][checked]") == []
    assert not ExempleInspirant.objects.exists()
