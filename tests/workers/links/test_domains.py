"""A whole site that moved: its new addresses are looked at by the real client, what does not answer is left."""

import socket

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry

from liens.models import LigneDeDomaine, RemplacementDeDomaine
from liens.replacing.domains import address_at, confirm_domain, links_of, request_domain, site_of
from liens.replacing.execution import advance_replacements
from liens.replacing.forecast import forecast_many
from pages.models import LienRessource, PageEditoriale
from tests.factories import pages
from tests.partner import partner_on_loopback
from workers.links.moving.looking import check_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(settings):
    settings.LINKS_ALLOW_LOOPBACK = True
    settings.LINKS_CANARIES = []
    with partner_on_loopback() as url:
        yield url


@pytest.fixture
def cited():
    boite = pages.arbre().boite
    addresses = {
        "alive": "https://www.ancien.example/guide?a=1",
        "gone": "http://ancien.example/disparu/page",
        "beside": "https://autre-ancien.example/guide",
    }
    return {name: pages.ressource(boite, title=name, slug=name, urls=[url]) for name, url in addresses.items()}


def link_of(page):
    return PageEditoriale.objects.get(pk=page.pk).specific.liens.get().url


@pytest.mark.parametrize(
    ("url", "old", "new", "address"),
    [
        ("https://ancien.fr/x?a=1", "ancien.fr", "nouveau.fr", "https://nouveau.fr/x?a=1"),
        ("http://www.ancien.fr/docs/x", "https://www.ancien.fr/docs", "nouveau.fr/d/", "https://nouveau.fr/d/x"),
        ("https://ancien.fr/", "ancien.fr", "http://nouveau.fr:8080", "http://nouveau.fr:8080/"),
    ],
)
def test_new_address_keeps_what_follows(url, old, new, address):
    assert address_at(url, site_of(old), site_of(new)) == address


@pytest.mark.parametrize(
    "written", ["", "pas un site", "ftp://a.fr", "https://a.fr/?x=1", "https://u:p@a.fr/", "a.fr/#x"]
)
def test_what_is_no_site_is_said(written):
    with pytest.raises(ValidationError, match="Écrivez un site"):
        site_of(written)


def test_those_that_answer_are_replaced_and_the_others_told(partner, cited):
    chief = pages.administrateur()
    demande = request_domain(ancien="ancien.example", nouveau=partner, par=chief)
    with pytest.raises(ValidationError, match="pas encore toutes été vérifiées"):
        confirm_domain(demande=demande, lignes=[], publier=True, par=chief)
    assert check_waiting() == 2
    assert list(LigneDeDomaine.objects.order_by("lien__url").values_list("nouvelle", "etat", "raison")) == [
        (f"{partner}/disparu/page", "exception", "Page introuvable"),
        (f"{partner}/guide?a=1", "repond", ""),
    ]
    assert check_waiting() == 0
    every = list(LigneDeDomaine.objects.values_list("pk", flat=True))
    assert confirm_domain(demande=demande, lignes=every, publier=True, par=chief) == 1
    while advance_replacements():
        pass
    assert {name: link_of(page) for name, page in cited.items()} == {
        "alive": f"{partner}/guide?a=1",
        "gone": "http://ancien.example/disparu/page",
        "beside": "https://autre-ancien.example/guide",
    }
    assert [one.message for one in ModelLogEntry.objects.filter(action="liens.remplacer_domaine")] == [
        f"Domaine remplacé\u00a0: https://ancien.example/ → {partner}/ (1 lien)"
    ]
    with pytest.raises(ValidationError, match="au moins une adresse"):
        confirm_domain(demande=demande, lignes=every, publier=True, par=chief)


def test_our_own_outage_makes_no_exceptions(partner, cited, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.LINKS_CANARIES = [f"http://127.0.0.1:{closed.getsockname()[1]}/"]
        request_domain(ancien="ancien.example", nouveau=partner, par=pages.administrateur())
        assert check_waiting() == 0
    assert set(LigneDeDomaine.objects.values_list("etat", "raison")) == {("attente", "")}
    settings.LINKS_CANARIES = [f"{partner}/guide"]
    assert check_waiting() == 2


def test_each_page_is_told_what_would_become_of_it(partner, cited):
    chief = pages.administrateur()
    page = cited["alive"].specific
    page.liens.add(LienRessource(libelle="Autre", url="https://ancien.example/autre", sort_order=1))
    page.save_revision().publish()
    locked = pages.ressource(page.get_parent(), title="fermée", slug="fermee", urls=["https://ancien.example/autre"])
    PageEditoriale.objects.filter(pk=locked.pk).update(locked=True)
    request_domain(ancien="ancien.example", nouveau=partner, par=chief)
    links = list(links_of(site_of("ancien.example")))
    found, in_all = forecast_many(links, par=chief, au_plus=10)
    said = {one.porteur.title: (one.adresses, one.issue, bool(one.raison)) for one in found}

    assert (said, in_all) == (
        {"alive": (2, "publiee", False), "gone": (1, "publiee", False), "fermée": (1, "refusee", True)},
        3,
    )
    assert [len(part) if isinstance(part, list) else part for part in forecast_many(links, par=chief, au_plus=1)] == [
        1,
        3,
    ]


def test_screens_from_the_demand_to_the_way_back(partner, cited, client):
    client.force_login(pages.administrateur())
    ask = reverse("links_remplacer_domaine")
    assert ask in client.get(reverse("links_report")).content.decode()
    for bad in (
        {},
        {"ancien": "ancien.example", "nouveau": "www.ancien.example"},
        {"ancien": "inconnu.example", "nouveau": "a.fr"},
    ):
        answer = client.post(ask, bad)
        assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)
    sent = client.post(ask, {"ancien": "ancien.example", "nouveau": partner})
    demande = RemplacementDeDomaine.objects.get()
    assert sent["Location"] == reverse("links_domaine", args=[demande.pk])
    assert client.get(sent["Location"]).context["attendent"] == 2
    check_waiting()
    shown = client.get(sent["Location"]).context
    assert ([one.lien.url for one in shown["exceptions"]], len(shown["repondent"])) == (
        ["http://ancien.example/disparu/page"],
        1,
    )
    assert [(one.porteur.title, one.adresses, one.issue) for one in shown["previsions"]] == [("alive", 1, "publiee")]
    assert client.post(sent["Location"], {}).status_code == 422
    done = client.post(sent["Location"], {"ligne": shown["repondent"][0].pk, "publier": "on"}, follow=True)
    assert (len(done.context["faites"]), link_of(cited["alive"])) == (1, f"{partner}/guide?a=1")
    client.post(reverse("links_domaine_annuler", args=[demande.pk]))
    draft = PageEditoriale.objects.get(pk=cited["alive"].pk).specific.get_latest_revision_as_object()
    assert draft.liens.get().url == "https://www.ancien.example/guide?a=1"
