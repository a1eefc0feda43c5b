"""A boîte with pages in it is not deleted: whoever tries reads why, and where to go."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from comite.enums import RoleComite as Role
from pages.models import PageEditoriale, Ressource
from tests.comite.test_doors import logged_in, token
from tests.factories import pages

pytestmark = pytest.mark.django_db
SENTENCE = "« Piloter » contient encore 4 pages : videz-la d’abord."


def asked(client, page, method="get"):
    return getattr(client, method)(reverse("wagtailadmin_pages:delete", args=[page.pk]))


@pytest.mark.parametrize("role", [Role.ADMINISTRATEUR, Role.SECRETARIAT])
def test_whoever_could_delete_the_empty_boite_reads_why_not_and_where_to_go(there, role):
    boite, client = there.arbre.boite, logged_in(there.comptes[role])
    shown, sent = asked(client, boite), asked(client, boite, "post")
    html = shown.content.decode()
    assert (shown.status_code, sent.status_code, Page.objects.filter(pk=boite.pk).exists()) == (200, 409, True)
    assert SENTENCE in html
    assert f'href="{reverse("wagtailadmin_explore", args=[boite.pk])}">Voir ces pages</a>' in html
    assert f"{there.notre.nom} (1), sans responsable (1)" in html or "Elles sont à plusieurs organisations" in html
    for page in there.pages.values():
        assert page.title in html
    header = client.get(reverse("wagtailadmin_pages:edit", args=[boite.pk])).content.decode()
    assert reverse("wagtailadmin_pages:delete", args=[boite.pk]) in header


@pytest.mark.parametrize("role", [Role.EDITEUR, Role.RELECTEUR, Role.OBSERVATEUR])
def test_who_may_not_delete_the_boite_at_all_is_refused_as_before(there, role):
    assert asked(logged_in(there.comptes[role]), there.arbre.boite).status_code == 302


def test_relecteur_reads_why_of_a_boite_of_his_own(there):
    PageEditoriale.objects.filter(pk=there.arbre.boite.pk).update(responsable=there.notre)
    assert SENTENCE in asked(logged_in(there.comptes[Role.RELECTEUR]), there.arbre.boite).content.decode()


@pytest.mark.parametrize("shelf", ["accueil", "agir", "boite"])
def test_no_shelf_goes_with_its_pages_while_groups_decide(client, shelf):
    arbre = pages.arbre()
    pages.ressource(arbre.boite)
    client.force_login(pages.administrateur())
    assert [asked(client, getattr(arbre, shelf), method).status_code for method in ("get", "post")] == [200, 409]


def test_empty_boite_and_a_page_are_deleted_as_ever(client):
    arbre = pages.arbre()
    page = pages.ressource(arbre.boite)
    client.force_login(pages.administrateur())
    assert [asked(client, one, "post").status_code for one in (page, arbre.boite)] == [302, 302]
    assert not Page.objects.filter(pk__in=[page.pk, arbre.boite.pk]).exists()


def test_several_together_stop_at_a_full_boite(client):
    arbre = pages.arbre()
    page = pages.ressource(arbre.se_former)
    pages.ressource(arbre.boite)
    client.force_login(pages.administrateur())
    where = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    sent = client.post(f"{where}?next=/admin/&id={page.pk}&id={arbre.boite.pk}", follow=True)
    assert "« Piloter » contient encore 1 page : videz-la d’abord." in sent.content.decode()
    assert Ressource.objects.count() == 2


def test_api_says_the_same(there):
    client = Client(headers=token(there.comptes[Role.ADMINISTRATEUR]))
    answer = client.delete(f"/api/v3/pages/{there.arbre.boite.pk}/")
    assert (answer.status_code, answer.json()["detail"]) == (403, SENTENCE)
