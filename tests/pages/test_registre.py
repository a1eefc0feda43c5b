"""The registry follows what is saved: live apart from drafts, and nothing cited is ever called retired."""

import pytest

from pages.enums import EtatLien
from pages.models import Lien, LienRessource, OccurrenceLien, Ressource
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

A, B = "https://partenaire.example/a", "https://partenaire.example/b"


@pytest.fixture
def arbre():
    return pages.arbre()


def places():
    """{address: (in the live version, in the draft)} of every occurrence."""
    return {
        occurrence.lien.url: (occurrence.en_ligne, occurrence.en_brouillon)
        for occurrence in OccurrenceLien.objects.select_related("lien")
    }


def etats():
    return dict(Lien.objects.values_list("url", "etat"))


def test_link_of_a_published_page_is_live(arbre):
    pages.ressource(arbre.boite, urls=[A])
    assert (places(), etats()) == ({A: (True, False)}, {A: EtatLien.NOUVEAU})


def test_link_of_a_page_never_published_is_in_its_draft(arbre):
    pages.ressource(arbre.boite, urls=[A], live=False)
    assert places() == {A: (False, True)}


def test_link_of_a_draft_stands_apart_from_the_live_one(arbre):
    page = pages.ressource(arbre.boite, urls=[A])
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision()
    assert places() == {A: (True, False), B: (False, True)}


def test_link_of_an_overwritten_draft_follows_it(arbre):
    page = pages.ressource(arbre.boite, urls=[A])
    page.title = "Enregistrement automatique"
    revision = page.save_revision()
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision(overwrite_revision=revision)
    assert places() == {A: (True, False), B: (False, True)}


def test_publishing_a_draft_retires_what_nobody_cites_any_more(arbre):
    page = pages.ressource(arbre.boite, urls=[A])
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision().publish()
    assert (places(), etats()) == ({B: (True, False)}, {A: EtatLien.RETIRE, B: EtatLien.NOUVEAU})


def test_going_back_to_an_old_version_brings_its_link_back(arbre):
    page = pages.ressource(arbre.boite, urls=[A])
    premiere = page.latest_revision
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision().publish()
    premiere.as_object().save_revision().publish()
    assert (places(), etats()) == ({A: (True, False)}, {A: EtatLien.NOUVEAU, B: EtatLien.RETIRE})


def test_unpublishing_leaves_the_link_in_the_draft(arbre):
    page = pages.ressource(arbre.boite, urls=[A])
    page.unpublish()
    assert places() == {A: (False, True)}


def test_deleting_a_page_retires_its_links_only(arbre):
    autre = pages.ressource(arbre.boite, urls=[B])
    pages.ressource(arbre.boite, urls=[A, B]).delete()
    assert (places(), etats()) == ({B: (True, False)}, {A: EtatLien.RETIRE, B: EtatLien.NOUVEAU})
    assert list(Ressource.objects.all()) == [autre]


def test_two_spellings_of_an_address_are_one_link(arbre):
    pages.ressource(arbre.boite, urls=["https://Partenaire.example/a#debut", A])
    assert (list(etats()), OccurrenceLien.objects.count()) == ([A], 2)


def test_site_of_a_partner_is_cited_until_the_partner_goes():
    partenaire = taxonomy.partenaire(site="https://association.example/")
    avant = etats()
    partenaire.delete()
    assert (avant, etats()) == (
        {"https://association.example/": EtatLien.NOUVEAU},
        {"https://association.example/": EtatLien.RETIRE},
    )
