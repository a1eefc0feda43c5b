"""The site as it will be: pages, lists, menus, search; and nothing of it left behind."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ground.news.telling import place
from parutions.enums import Sorte
from parutions.models import PartageDeParution
from parutions.preview.sharing import share
from search.engines import current_engine
from search.index import upkeep
from tests.factories import pages, parutions

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre():
    return pages.arbre()


@pytest.fixture
def coming(arbre):
    """A set: twelve new pages, a new rubrique, one that goes, one that moves."""
    douze = parutions.brouillons(arbre.boite, 12)
    rubrique = arbre.comprendre.add_child(instance=type(arbre.rubrique)(title="Nouvelle rubrique", live=False))
    rubrique.save_revision()
    part, bouge = pages.ressource(arbre.boite, title="Celle qui part"), pages.ressource(arbre.boite, title="Qui bouge")
    boite = arbre.agir.add_child(instance=type(arbre.boite)(title="Autre boîte"))
    return parutions.parution(
        (douze, Sorte.PUBLIER), ([rubrique], Sorte.PUBLIER), ([part], Sorte.DEPUBLIER), ([bouge], Sorte.DEPLACER, boite)
    )


@pytest.fixture
def link(coming):
    secret = share(parution=coming, jours=7, par=coming.preparee_par, now=timezone.now())
    return reverse("parutions_partagee", args=[secret])


def dump():
    """Every row of the database."""
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def shown(client, address):
    response = client.get(address)
    return response, response.content.decode()


def test_lists_show_what_comes_and_not_what_goes(client, link):
    _, html = shown(client, f"{link}agir/piloter/")
    assert [f"Rencontre de juillet {rang}<" in html for rang in range(1, 13)] == [True] * 12
    assert ("Celle qui part" in html, "Qui bouge" in html) == (False, False)
    assert "Qui bouge" in shown(client, f"{link}agir/autre-boîte/")[1]
    today = client.get("/agir/piloter/").content.decode()
    assert ("Rencontre de juillet" in today, "Celle qui part" in today) == (False, True)


def test_menus_show_what_comes_and_lead_on_within_the_preview(client, link):
    _, html = shown(client, link)
    assert f'href="{link}comprendre/nouvelle-rubrique/"' in html
    assert 'href="/comprendre/' not in html
    assert f'action="{link}recherche/"' in html
    assert 'href="/static/' in html
    assert "Nouvelle rubrique" not in client.get("/").content.decode()


def test_the_search_finds_what_comes(each_index, client, arbre, coming, link):
    upkeep.keep_up()
    _, html = shown(client, f"{link}recherche/?q=rencontre+juillet")
    if current_engine().name == "embedded":
        assert "12 résultats" in html.replace("\u00a0", " ").replace("<strong>", "").replace("</strong>", "")
        assert "Celle qui part" not in shown(client, f"{link}recherche/?q=celle+qui+part")[1].split("<main")[1]
    else:
        assert "La recherche est encore celle d’aujourd’hui" in html
    assert client.get("/api/v3/recherche/", {"q": "rencontre juillet"}).json()["total"] == 0


def test_it_says_whose_preview_it_is_and_is_kept_by_nobody(client, coming, link):
    response, html = shown(client, link)
    assert "Le site tel qu’il sera le" in html
    assert coming.nom in html
    told = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "X-Frame-Options")
    assert [response[name] for name in told] == ["no-store", "noindex, nofollow", "no-referrer", "DENY"]


@pytest.fixture
def nothing_told(monkeypatch):
    written = []
    monkeypatch.setattr(type(place()), "write", lambda self, line: written.append(line))
    return written


@pytest.mark.parametrize("path", ["", "agir/piloter/", "recherche/?q=rencontre+juillet"])
def test_it_leaves_no_trace(each_index, client, coming, link, nothing_told, path, django_capture_on_commit_callbacks):
    upkeep.keep_up()
    client.get("/")
    before, cached = dump(), cache.get("pages.navigation")
    nothing_told.clear()
    with django_capture_on_commit_callbacks() as later:
        assert client.get(link + path).status_code == 200
    assert dump() == before
    assert (later, nothing_told, cache.get("pages.navigation")) == ([], [], cached)
    assert client.get("/api/v3/recherche/", {"q": "rencontre juillet"}).json()["total"] == 0


def test_what_cannot_appear_is_named_and_the_rest_shown(client, arbre):
    bonne, mauvaise = parutions.brouillons(arbre.boite, 2)
    made = parutions.parution(([bonne, mauvaise], Sorte.PUBLIER))
    mauvaise.delete()
    link = reverse("parutions_partagee", args=[share(parution=made, jours=1, par=None, now=timezone.now())])
    _, html = shown(client, f"{link}agir/piloter/")
    assert "Ne peuvent pas encore paraître : « Rencontre de juillet 2 »." in html
    assert "Rencontre de juillet 1<" in html


@pytest.mark.parametrize("end", ["expired", "closed", "over"])
def test_a_link_that_has_ended_says_so(client, coming, link, end):
    if end == "over":
        coming.etat = "abandonnee"
        coming.save()
    else:
        when = {"expire_le": timezone.now()} if end == "expired" else {"revoque_le": timezone.now()}
        PartageDeParution.objects.update(**when)
    response, html = shown(client, link)
    assert (response.status_code, "Cet aperçu n’est plus ouvert" in html) == (410, True)


def test_an_unknown_link_shows_nothing(client, coming):
    response, html = shown(client, reverse("parutions_partagee", args=["A" * 22]))
    assert (response.status_code, "Ce lien ne mène à aucun aperçu" in html) == (404, True)


@pytest.mark.parametrize("path", ["admin/", "api/v3/pages/", "rien/", "recherche/export.csv"])
def test_only_pages_and_the_search_are_shown(client, link, path):
    response, html = shown(client, link + path)
    assert (response.status_code, "Il n’y aura pas de page à cette adresse" in html) == (404, True)


def test_a_restricted_page_stays_closed(client, arbre, coming, link):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=arbre.boite, restriction_type="password", password="x")
    _, html = shown(client, f"{link}agir/piloter/")
    assert "Rencontre de juillet 1<" not in html


def test_in_the_admin_it_asks_for_an_account(client, coming):
    address = reverse("parutions_apercu", args=[coming.pk])
    assert client.get(address).status_code == 302
    client.force_login(coming.preparee_par)
    response, html = shown(client, address)
    assert (response.status_code, f'href="{address}comprendre/nouvelle-rubrique/"' in html) == (200, True)
    assert timedelta(0) < coming.le - timezone.now()
