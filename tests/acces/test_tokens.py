"""Tokens of the API: what each is good for, until when, and what a wrong one is told."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken

from acces.enums import TokenScope
from acces.models import DroitsDeJeton
from acces.token_refusals import INCONNU, MAL_ECRIT
from tests.factories import pages

pytestmark = pytest.mark.django_db
LECTURE = "/api/v3/navigation/"


@pytest.fixture
def arbre():
    return pages.arbre()


def jeton(*portees, jours=1, droits=True):
    """A token of an administrator; its text."""
    user = get_user_model().objects.filter(is_superuser=True).first() or pages.administrateur()
    token, plaintext = APIToken.create_token(user=user, name="essai")
    if droits:
        DroitsDeJeton.objects.create(
            jeton=token, portees=list(portees), expire_le=timezone.now() + timedelta(days=jours)
        )
    return token, {"Authorization": f"Bearer {plaintext}"}


def dit(response):
    return response.status_code, response.json().get("detail")


def test_public_reading_needs_no_token_and_takes_a_good_one(arbre, client):
    _, headers = jeton()
    assert client.get(LECTURE).status_code == client.get(LECTURE, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("autorisation", "detail"),
    [
        ("Bearer nimporte", INCONNU),
        ("Bearer wagtail_" + "0" * 33, INCONNU),
        ("Bearer \u00e9", INCONNU),
        ("Basic YTpi", MAL_ECRIT),
        ("Bearer", MAL_ECRIT),
        ("Bearer  ", MAL_ECRIT),
        ("x" * 8_000, MAL_ECRIT),
    ],
)
def test_wrong_token_is_refused_even_where_none_is_needed(arbre, client, autorisation, detail):
    response = client.get(LECTURE, headers={"Authorization": autorisation})
    assert dit(response) == (401, detail)
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("end", ["revoked", "account closed"])
def test_token_that_is_no_more_in_force_is_unknown(arbre, client, end):
    token, headers = jeton()
    if end == "revoked":
        token.revoke()
    else:
        get_user_model().objects.update(is_active=False)
    assert dit(client.get(LECTURE, headers=headers)) == (401, INCONNU)


def test_expired_token_says_since_when(arbre, client):
    token, headers = jeton()
    DroitsDeJeton.objects.filter(jeton=token).update(expire_le="2026-03-01T12:00:00+01:00")
    assert dit(client.get(LECTURE, headers=headers)) == (
        401,
        "Ce jeton a expiré le 01/03/2026 : demandez-en un autre à l’administration.",
    )


@pytest.mark.parametrize(
    ("portees", "status"), [((), 403), ((TokenScope.ECRITURE,), 403), ((TokenScope.BROUILLONS,), 200)]
)
def test_draft_is_read_with_the_right_to_it(arbre, client, portees, status):
    page = pages.ressource(arbre.boite, title="En ligne")
    page.title = "Brouillon"
    page.save_revision()
    _, headers = jeton(*portees)
    response = client.get(f"/api/v3/pages/{page.pk}/?version=draft", headers=headers)
    assert response.status_code == status
    assert ("Brouillon" in response.content.decode()) == (status == 200)


@pytest.mark.parametrize(
    ("portees", "status"), [((), 403), ((TokenScope.BROUILLONS,), 403), ((TokenScope.ECRITURE,), 201)]
)
def test_page_is_written_with_the_right_to_it(arbre, client, portees, status):
    _, headers = jeton(*portees)
    body = {"title": "Écrite", "meta": {"type": "pages.PageSimple", "parent_id": arbre.accueil.pk}}
    response = client.post("/api/v3/pages/", body, content_type="application/json", headers=headers)
    assert response.status_code == status, response.content


def test_token_made_by_wagtail_alone_has_no_right(arbre, client):
    _, headers = jeton(droits=False)
    body = {"title": "Écrite", "meta": {"type": "pages.PageSimple", "parent_id": arbre.accueil.pk}}
    response = client.post("/api/v3/pages/", body, content_type="application/json", headers=headers)
    assert dit(response) == (403, "Il faut un jeton qui a le droit « ecriture » (écrire).")
    assert client.get(LECTURE, headers=headers).status_code == 200


def test_token_in_the_address_is_no_token(arbre, client):
    _, headers = jeton(TokenScope.BROUILLONS)
    page = pages.ressource(arbre.boite)
    plaintext = headers["Authorization"].removeprefix("Bearer ")
    assert client.get(f"/api/v3/pages/{page.pk}/?token={plaintext}").status_code == 422


# ── In the admin ──────────────────────────────────────────────────────────────────────────────────────────────
def test_administrator_gives_rights_and_an_end_and_changes_them(client):
    admin = pages.administrateur()
    client.force_login(admin)
    ajout = reverse("wagtailusers_api_tokens:add")
    form = client.get(ajout).content.decode()
    assert "Lire les brouillons" in form
    assert "Valable jusqu’au" in form
    given = {"name": "Site", "user": admin.pk, "portees": ["brouillons"], "expire_le": "2027-01-31 12:00"}
    shown = client.post(ajout, given).content.decode()
    assert "wagtail_" in shown
    droits = DroitsDeJeton.objects.get()
    assert (droits.portees, f"{timezone.localtime(droits.expire_le):%d/%m/%Y %H:%M}") == (
        ["brouillons"],
        "31/01/2027 12:00",
    )
    liste = client.get(reverse("wagtailusers_api_tokens:index")).content.decode()
    assert "Lire les brouillons" in liste
    change = reverse("wagtailusers_api_tokens:edit", args=[droits.pk])
    client.post(change, {"name": "Site", "portees": [], "expire_le": "31/12/2026 12:00"})
    assert DroitsDeJeton.objects.get().portees == []
