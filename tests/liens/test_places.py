"""« Corriger » opens the editor at the very place: the fragment that Wagtail's editor understands, for each kind."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from liens.models import OccurrenceLien
from liens.places import adresse_de_correction, ancre
from pages.models import LienRessource
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

A, B = "https://a.example/", "https://b.example/"


@pytest.mark.parametrize(
    ("champ", "bloc", "attendue"),
    [
        ("url", "", "#:w:contentpath=url"),
        ("liens.2.url", "", "#inline_child_liens-2-panel-section"),
        ("corps.0", "id-1", "#:w:contentpath=corps.id-1"),
        ("corps.3.source_url", "id-1", "#:w:contentpath=corps.id-1.source_url"),
        ("corps.3.etapes.1.texte", "id-2", "#:w:contentpath=corps.id-2.texte"),
        ("corps.3.groupe.cartes.0.lien", "id-3", "#:w:contentpath=corps.id-3.lien"),
        ("corps.3.tableau.1.0", "id-4", "#:w:contentpath=corps.id-4"),
    ],
)
def test_fragment_names_the_nearest_block_and_the_field_in_it(champ, bloc, attendue):
    assert ancre(OccurrenceLien(champ=champ, bloc=bloc)) == attendue


def test_each_bearer_has_its_own_editor():
    page = pages.ressource(pages.arbre().boite, urls=[A])
    partenaire = taxonomy.partenaire(site=A)
    redirection = Redirect.objects.create(old_path="/x", redirect_link=A)
    assert [adresse_de_correction(one) for one in OccurrenceLien.objects.order_by("pk")] == [
        f"/admin/pages/{page.pk}/edit/#inline_child_liens-0-panel-section",
        f"/admin/snippets/taxonomy/partenaire/edit/{partenaire.pk}/#:w:contentpath=site",
        f"/admin/redirects/{redirection.pk}/#id_redirect_link",
    ]


def test_place_that_the_draft_no_longer_has_opens_the_page_alone():
    page = pages.ressource(pages.arbre().boite, urls=[A])
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision()
    assert {one.lien.url: adresse_de_correction(one) for one in OccurrenceLien.objects.select_related("page")} == {
        A: f"/admin/pages/{page.pk}/edit/",
        B: f"/admin/pages/{page.pk}/edit/#inline_child_liens-0-panel-section",
    }
