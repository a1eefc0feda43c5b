"""The registry follows what is saved: live apart from drafts, and nothing cited is ever called retired."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from liens.enums import EtatLien, OrigineOccurrence
from liens.models import Lien, OccurrenceLien
from liens.signals import links_discovered
from pages.admin.groups import EDITEURS, RELECTEURS, install_groups
from pages.models import LienRessource, Ressource
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


def test_version_that_is_scheduled_counts_even_behind_a_later_draft(arbre):
    page = pages.ressource(arbre.boite, urls=[A])
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    page.liens = [LienRessource(libelle="Ouvrir", url="https://partenaire.example/c")]
    page.save_revision()
    assert places() == {A: (True, False), B: (False, True), "https://partenaire.example/c": (False, True)}


def test_version_under_review_is_a_draft_until_it_is_approved(arbre):
    install_groups()
    page = pages.ressource(arbre.boite, urls=[A])
    page.liens = [LienRessource(libelle="Ouvrir", url=B)]
    page.save_revision(user=pages.membre(EDITEURS))
    tour = page.get_workflow().start(page, pages.membre(EDITEURS))
    avant = places()
    tour.current_task_state.approve(user=pages.membre(RELECTEURS))
    assert (avant, places()) == ({A: (True, False), B: (False, True)}, {B: (True, False)})


def test_anchors_mail_and_phone_are_no_links_and_accents_in_a_host_are_spelt_once(arbre):
    html = "".join(
        f'<a href="{url}">x</a>'
        for url in ("#haut", "mailto:x@comite.example", "tel:+33100000000", "/ici/", "https://Musée.example/é")
    )
    page = pages.ressource(arbre.boite, urls=["https://xn--muse-dpa.example/%C3%A9"])
    page.corps = page.corps.stream_block.to_python([{"type": "paragraphe", "value": f"<p>{html}</p>", "id": "p"}])
    page.save_revision().publish()
    assert list(Lien.objects.values_list("url", "hote")) == [
        ("https://xn--muse-dpa.example/%C3%A9", "xn--muse-dpa.example")
    ]


def test_redirection_out_of_the_site_is_an_outgoing_link_until_it_leads_to_a_page(arbre):
    redirection = Redirect.objects.create(old_path="/ancien", redirect_link=A)
    premiere = [(one.origine, one.champ, one.texte, one.lien.url) for one in OccurrenceLien.objects.all()]
    redirection.redirect_page = Page.objects.get(pk=arbre.boite.pk)
    redirection.save()
    assert (premiere, etats()) == (
        [(OrigineOccurrence.REDIRECTION, "redirect_link", "", A)],
        {A: EtatLien.RETIRE},
    )


def test_redirections_of_before_are_registered_once_by_the_migration():
    Redirect.objects.create(old_path="/ancien", redirect_link=A)
    OccurrenceLien.objects.all().delete()
    Lien.objects.update(etat=EtatLien.RETIRE)
    migration = import_module("pages.migrations.0007_redirections_existantes")
    for _ in range(2):
        migration.enregistrer(apps, None)
    found = [(one.origine, one.champ, one.lieu, one.lien.url, one.lien.etat) for one in OccurrenceLien.objects.all()]
    assert found == [(OrigineOccurrence.REDIRECTION, "redirect_link", "Destination", A, EtatLien.NOUVEAU)]


def test_deleting_a_redirection_retires_its_link():
    Redirect.objects.create(old_path="/ancien", redirect_link=A).delete()
    assert etats() == {A: EtatLien.RETIRE}


def test_link_that_comes_back_is_due_at_once_and_told_like_a_new_one(arbre):
    told = []

    def listen(sender, ids, **kwargs):
        told.append(ids)

    links_discovered.connect(listen)
    try:
        pages.ressource(arbre.boite, urls=[A]).delete()
        Lien.objects.update(prochain_controle_le=timezone.now() + timedelta(days=30))
        told.clear()
        pages.ressource(arbre.boite, urls=[A])
    finally:
        links_discovered.disconnect(listen)
    lien = Lien.objects.get()
    assert told == [[lien.pk]]
    assert (lien.etat, lien.prochain_controle_le <= timezone.now()) == (EtatLien.NOUVEAU, True)


def test_citation_has_exactly_one_bearer(arbre):
    partenaire = taxonomy.partenaire(site=A)
    page = pages.ressource(arbre.boite, urls=[B])
    cite = {"lien": Lien.objects.first(), "champ": "x", "url_saisie": A, "en_ligne": True}
    for porteurs in ({}, {"page": page, "partenaire": partenaire}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OccurrenceLien.objects.create(**cite, **porteurs)
