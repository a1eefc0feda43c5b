"""A link that is broken for sure has a way out: an archive's copy, the partner's home page."""

import pytest
from django.http import HttpRequest

from liens.enums import EtatLien
from liens.models import Lien
from liens.states import EtatDuLien
from public.families.fallback import Repli, repli_de
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db

A, SITE = "https://partenaire.example/guide?a=1", "https://partenaire.example/"
COPIE = "https://web.archive.org/web/https://partenaire.example/guide?a=1"


@pytest.fixture
def partenaire():
    return taxonomy.partenaire("Une fédération", site=SITE)


def repli(partenaires, *, etat, site=EtatLien.OK):
    Lien.objects.filter(url=SITE).update(etat=site)
    lien, _ = Lien.objects.update_or_create(
        url=A, defaults={"hote": "partenaire.example", "etat": etat, "prochain_controle_le": "2026-01-01T00:00Z"}
    )
    return repli_de(known(lien), partenaires, HttpRequest())


def known(lien):
    return EtatDuLien(lien.etat, lien.verifie_le, lien.confirme_le, lien.url, lien.hote)


@pytest.mark.parametrize("etat", [etat for etat in EtatLien if etat not in {EtatLien.CASSE, EtatLien.DANGER}])
def test_link_that_is_not_broken_for_sure_needs_none_and_costs_nothing(partenaire, etat, django_assert_num_queries):
    lien = Lien(url=A, hote="partenaire.example", etat=etat)
    with django_assert_num_queries(0):
        assert repli_de(known(lien), [partenaire], HttpRequest()) is None


def test_link_that_somebody_saw_work_is_shown_without_a_warning(client, partenaire):
    page = pages.ressource(pages.arbre().boite, urls=[A], partenaires=[partenaire])
    Lien.objects.filter(url=A).update(etat=EtatLien.CASSE, confirme_le="2026-11-02T09:00Z")
    html = client.get(page.get_url()).content.decode().replace("\u00a0", " ")
    assert "Lien vu en état de marche le 2 novembre 2026" in html
    assert [word in html for word in ("Ce lien ne répond plus", "Essayer quand même", COPIE)] == [False] * 3


def test_danger_stays_one_whoever_opened_it(client, partenaire):
    page = pages.ressource(pages.arbre().boite, urls=[A], partenaires=[partenaire])
    Lien.objects.filter(url=A).update(etat=EtatLien.DANGER, confirme_le="2026-11-02T09:00Z")
    html = client.get(page.get_url()).content.decode()
    assert [word in html for word in ("mène peut-être ailleurs", "Essayer quand même", "en état de marche")] == [
        True,
        True,
        False,
    ]


def test_broken_link_leads_to_the_archive_and_to_the_partners_home(partenaire):
    assert repli([partenaire], etat=EtatLien.CASSE) == Repli(COPIE, "Une fédération", SITE)


@pytest.mark.parametrize("site", [EtatLien.CASSE, EtatLien.DANGER])
def test_home_page_that_is_no_better_is_not_offered(partenaire, site):
    assert repli([partenaire], etat=EtatLien.CASSE, site=site) == Repli(COPIE)


def test_home_page_that_the_registry_does_not_know_is_not_offered(partenaire):
    Lien.objects.filter(url=SITE).delete()
    assert repli([partenaire], etat=EtatLien.CASSE) == Repli(COPIE)


def test_home_page_on_a_host_that_was_taken_over_is_not_offered(partenaire):
    ailleurs = taxonomy.partenaire("Un réseau", site="https://reseau.example/")
    assert repli([partenaire, ailleurs], etat=EtatLien.DANGER) == Repli(COPIE, "Un réseau", "https://reseau.example/")


def test_resource_and_base_show_it_and_their_warning(client, partenaire):
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite, urls=[A], partenaires=[partenaire])
    Lien.objects.filter(url=A).update(etat=EtatLien.CASSE)
    html = client.get(page.get_url()).content.decode()
    assert "Ce lien ne répond plus" in html
    assert f'<a href="{COPIE}" rel="external nofollow">' in html
    assert f'<a href="{SITE}" rel="external">le site « Une fédération »</a>'.replace(" »", " »") in html.replace(
        "\u202f", " "
    ).replace("\u00a0", " ")
