"""A draft shared by link: read without an account, by nobody else, until its end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ground.secrets import LONGUEUR
from headless.apercus.models import Partage
from headless.apercus.sharing import share
from tests.factories import pages

pytestmark = pytest.mark.django_db
API = "/api/v3/apercu/"


@pytest.fixture
def page():
    page = pages.ressource(pages.arbre().boite, title="En ligne")
    page.title = "Le brouillon"
    page.save_revision()
    return page


def lien(page, jours=7):
    partage, secret = share(page=page, jours=jours, par=None, now=timezone.now())
    return partage, f"/brouillon/{secret}/", secret


def test_link_shows_the_draft_without_an_account_and_keeps_it_from_all_others(page, client):
    _, adresse, secret = lien(page)
    response = client.get(adresse)
    html = response.content.decode()
    assert (response.status_code, "Le brouillon" in html, "Brouillon partagé jusqu’au" in html) == (200, True, True)
    told = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "X-Frame-Options")
    assert [response[name] for name in told] == ["no-store", "noindex, nofollow", "no-referrer", "DENY"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert "Le brouillon" not in client.get(page.get_url()).content.decode()
    assert client.get(API, {"partage": secret}).json()["title"] == "Le brouillon"


def test_link_follows_what_is_saved_after_it(page, client):
    _, adresse, _ = lien(page)
    page.title = "Plus récent"
    page.save_revision()
    assert "Plus récent" in client.get(adresse).content.decode()


@pytest.mark.parametrize("end", ["expired", "closed"])
def test_link_that_has_ended_says_so(page, client, end):
    partage, adresse, secret = lien(page)
    when = {"expire_le": timezone.now()} if end == "expired" else {"revoque_le": timezone.now()}
    Partage.objects.filter(pk=partage.pk).update(**when)
    response = client.get(adresse)
    assert (response.status_code, "Ce lien n’est plus valable" in response.content.decode()) == (410, True)
    assert "Le brouillon" not in response.content.decode()
    assert client.get(API, {"partage": secret}).status_code == 410


def test_link_ends_with_its_page(page, client):
    _, adresse, _ = lien(page)
    page.delete()
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a" * LONGUEUR, "é" * LONGUEUR, "a" * 5_000])
def test_guessed_secret_is_unknown(page, client, secret):
    lien(page)
    assert client.get(f"/brouillon/{secret}/").status_code == 404
    assert client.get(API, {"partage": secret}).status_code in (404, 422)


def test_database_does_not_hold_the_secret(page):
    partage, _, secret = lien(page)
    assert secret not in str(Partage.objects.filter(pk=partage.pk).values().get())
    assert len(secret) == LONGUEUR


# ── In the admin ──────────────────────────────────────────────────────────────────────────────────────────────
def test_editor_makes_a_link_sees_it_once_and_closes_it(page, client):
    admin = pages.administrateur()
    client.force_login(admin)
    adresse = reverse("apercus_partager", args=[page.pk])
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert adresse in edit
    shown = client.post(adresse, {"jours": "30"}, follow=True).content.decode()
    partage = Partage.objects.get()
    assert partage.expire_le - partage.cree_le == timedelta(days=30)
    secret = shown.split("/brouillon/")[1].split("/")[0]
    assert secret not in client.get(adresse).content.decode()
    client.logout()
    assert client.get(f"/brouillon/{secret}/").status_code == 200
    client.force_login(admin)
    client.post(adresse, {"fermer": str(partage.pk)})
    assert client.get(f"/brouillon/{secret}/").status_code == 410


@pytest.mark.parametrize("jours", ["", "2", "x"])
def test_other_durations_are_refused_with_a_sentence(page, client, jours):
    client.force_login(pages.administrateur())
    response = client.post(reverse("apercus_partager", args=[page.pk]), {"jours": jours})
    assert (response.status_code, Partage.objects.count()) == (200, 0)
    assert "error" in response.content.decode()


def test_who_may_not_edit_the_page_may_not_share_it(page, client, django_user_model):
    reader = django_user_model.objects.create_user("lecture", is_staff=True)
    client.force_login(reader)
    response = client.post(reverse("apercus_partager", args=[page.pk]), {"jours": "7"})
    assert (response.status_code in (302, 403), Partage.objects.count()) == (True, 0)
