"""A C.A.P. stays true: its own links are checked, what died is told with since when and with what may replace it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone

from cap import editing
from cap.models import Cap, Element
from cap.presentation import colonnes_de
from ground.templatetags.typography import jour_long
from liens.enums import EtatLien
from liens.models import Lien
from tests.factories import pages, taxonomy
from workers.links.client.classes import ObservationClass
from workers.links.client.observation import Observation
from workers.links.ledger import runs
from workers.links.ledger.incident_log import update_incidents
from workers.links.models import Incident

pytestmark = pytest.mark.django_db
URL = "https://notre-reseau.example/plan"
VU, PERDU = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=UTC)


@pytest.fixture
def arbre(db):
    cache.clear()
    return pages.arbre()


@pytest.fixture
def cap():
    return editing.create_cap()[0]


def items(cap):
    columns = colonnes_de(Cap.objects.get(pk=cap.pk), RequestFactory().get("/"))
    return [item for column in columns for item in column.items]


def casser(url, *, verifie_le=VU, le=PERDU):
    """The checker's settled verdict on this address."""
    lien = Lien.objects.get(url=url)
    Lien.objects.filter(pk=lien.pk).update(etat=EtatLien.CASSE, etat_depuis=le, verifie_le=verifie_le)
    lien.refresh_from_db()
    return lien


def libre(cap, url=URL):
    return editing.add_link(cap, famille="outil", titre="Notre plan", url=url)


def test_link_of_ones_own_is_checked_and_nobody_else_is_told_of_it(cap):
    element = libre(cap)
    lien = Lien.objects.get()
    assert (element.lien, lien.url, lien.prive) == (lien, URL, True)
    assert runs.claim(now=timezone.now()) == [lien.pk]
    assert not Lien.objects.cites().exists()
    casser(URL)
    assert not Lien.objects.a_regarder().exists()
    assert [item.etat_du_lien for item in items(cap)] == [f"lien indisponible depuis le {jour_long(VU)}"]


def test_broken_private_link_opens_no_incident(cap):
    libre(cap)
    update_incidents([(casser(URL), _observation())], now=timezone.now())
    assert not Incident.objects.exists()


def _observation():
    return Observation(url=URL, class_=ObservationClass.GONE, started_at=timezone.now())


def test_private_link_that_a_page_cites_is_the_editors_too_and_back(arbre, cap):
    libre(cap)
    page = pages.ressource(arbre.boite, urls=(URL,))
    assert Lien.objects.cites().filter(url=URL).exists()
    page.delete()
    lien = Lien.objects.get(url=URL)
    assert (lien.prive, lien.etat) == (True, EtatLien.NOUVEAU)


@pytest.mark.parametrize("how", ["retirer", "supprimer", "abandonner"])
def test_private_link_is_forgotten_with_the_last_that_holds_it(cap, how):
    other, _ = editing.create_cap()
    element, kept = libre(cap), libre(other)
    forget = {
        "retirer": lambda which, one: editing.remove_element(which, one.cle),
        "supprimer": lambda which, one: editing.delete_cap(which),
        "abandonner": lambda which, one: _abandonner(which),
    }[how]
    forget(cap, element)
    assert (Lien.objects.count(), Element.objects.count()) == (1, 1)
    forget(other, kept)
    assert (Lien.objects.count(), Element.objects.count()) == (0, 0)


def _abandonner(cap):
    now = timezone.now()
    Cap.objects.filter(pk=cap.pk).update(visite_le=now - timedelta(days=600))
    editing.prune_abandoned(now=now)


def test_link_that_a_page_cites_outlives_the_cap(arbre, cap):
    pages.ressource(arbre.boite, urls=(URL,))
    libre(cap)
    editing.delete_cap(cap)
    assert Lien.objects.get().etat == EtatLien.NOUVEAU


@pytest.fixture
def facettes(db):
    return {"acteurs": [taxonomy.acteur()], "domaines": [taxonomy.domaine()]}


def test_what_died_comes_with_those_that_share_two_facets_and_still_work(arbre, cap, facettes):
    lost = pages.ressource(arbre.boite, title="Perdu", urls=("https://a.example/perdu",), **facettes)
    near = [
        pages.ressource(arbre.boite, title=f"Proche {n}", urls=(f"https://a.example/{n}",), **facettes)
        for n in range(6)
    ]
    one_facet = pages.ressource(arbre.boite, title="Loin", acteurs=facettes["acteurs"])
    near[1].unpublish()
    casser("https://a.example/2")
    editing.add_pages(cap, [lost, near[3], one_facet])
    casser("https://a.example/perdu")
    told = items(cap)
    assert [[ligne.titre for ligne in item.remplacants] for item in told] == [
        ["Proche 0", "Proche 4", "Proche 5"],
        [],
        [],
    ]
    assert [item.est_indisponible for item in told] == [True, False, False]


def test_unpublished_page_comes_with_replacements_too(arbre, cap, facettes):
    lost = pages.ressource(arbre.boite, title="Retirée", **facettes)
    pages.ressource(arbre.boite, title="Proche", **facettes)
    editing.add_pages(cap, [lost])
    lost.unpublish()
    [item] = items(cap)
    assert (item.titre, item.est_depublie, [one.titre for one in item.remplacants]) == ("Retirée", True, ["Proche"])


def test_what_died_since_the_last_visit_comes_first(client, arbre):
    guide = pages.ressource(arbre.boite, title="Le guide", urls=("https://a.example/guide",))
    address = client.post("/cap/ajouter/", {"page": guide.pk})["Location"]
    casser("https://a.example/guide")
    for visited, told in ((PERDU + timedelta(days=1), False), (VU, True)):
        Cap.objects.update(visite_d_avant_le=visited)
        html = client.get(address).content.decode()
        assert ("Depuis votre dernière visite" in html) is told
        assert f"Lien indisponible depuis le {jour_long(VU)}." in html


@pytest.mark.parametrize("count", [1, 8])
def test_queries_do_not_depend_on_how_much_died(arbre, cap, facettes, count, django_assert_num_queries):
    lost = [pages.ressource(arbre.boite, urls=(f"https://a.example/{n}",), **facettes) for n in range(count)]
    pages.ressource(arbre.boite, title="Proche", **facettes)
    editing.add_pages(cap, lost)
    for n in range(count):
        casser(f"https://a.example/{n}")
    items(cap)
    cache.clear()
    with django_assert_num_queries(15):
        items(cap)


def test_many_links_in_an_hour_are_asked_to_wait(client, arbre, monkeypatch):
    monkeypatch.setattr("cap.throttle.LIENS_PAR_HEURE", 2)
    address = client.post("/cap/")["Location"]
    sent = [
        client.post(address, {"geste": "lien", "famille": "outil", "titre": "T", "url": f"https://a.example/{n}"})
        for n in range(3)
    ]
    assert [one.status_code for one in sent] == [302, 302, 429]
    assert sent[2]["Retry-After"] == "3600"
    assert 'value="https://a.example/2"' in sent[2].content.decode()
