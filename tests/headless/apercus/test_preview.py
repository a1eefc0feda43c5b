"""Previews: the public template for editors, and one draft through the API for whoever holds its token."""

import json

import pytest
import time_machine
from django.urls import reverse
from wagtail_headless_preview.models import PagePreview

from headless.apercus.sharing import close_previews
from pages.models import LienRessource, Ressource
from tests.factories import pages

pytestmark = pytest.mark.django_db

ADRESSE = "/api/v3/apercu/"


@pytest.fixture
def page():
    page = pages.ressource(pages.arbre().boite, title="En ligne")
    page.title = "Brouillon"
    return page


def test_front_preview_is_offered_only_where_there_is_a_front(page, settings):
    settings.FRONT_PREVIEW_URL = ""
    sans = page.preview_modes
    settings.FRONT_PREVIEW_URL = "https://front.example/apercu/"
    assert (sans, page.preview_modes) == (
        [("", "Site public")],
        [("", "Site public"), ("front", "Autre site (aperçu par l’API)")],
    )


def test_token_gives_the_draft_and_is_kept_by_no_cache(page, client):
    token = page.create_page_preview().token
    response = client.get(ADRESSE, {"content_type": "pages.ressource", "token": token})
    assert (response.status_code, response.json()["title"], response["Cache-Control"]) == (200, "Brouillon", "no-store")
    assert Ressource.objects.get(pk=page.pk).title == "En ligne"


def test_token_is_good_for_one_hour(page, client):
    with time_machine.travel("2026-03-01T12:00:00Z"):
        token = page.create_page_preview().token
    with time_machine.travel("2026-03-01T12:59:00Z"):
        assert client.get(ADRESSE, {"content_type": "pages.ressource", "token": token}).status_code == 200
    with time_machine.travel("2026-03-01T13:01:00Z"):
        response = client.get(ADRESSE, {"content_type": "pages.ressource", "token": token})
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("token", ["id=1", "id=1:abc:def", "\u00e9", "x" * 255])
def test_forged_token_is_unknown(page, client, token):
    page.create_page_preview()
    response = client.get(ADRESSE, {"content_type": "pages.ressource", "token": token})
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_token_of_another_type_is_unknown(page, client):
    token = page.create_page_preview().token
    assert client.get(ADRESSE, {"content_type": "pages.accueil", "token": token}).status_code == 404


@pytest.mark.parametrize("params", [{}, {"content_type": "auth.user", "token": "x"}, {"token": "x" * 300}])
def test_wrong_parameters_are_answered_with_what_is_allowed(client, params):
    response = client.get(ADRESSE, params)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")


def test_preview_of_the_public_site_asks_nothing_of_the_front(page, client):
    client.force_login(pages.administrateur())
    page.save_revision()
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert (response.status_code, "Brouillon" in response.content.decode()) == (200, True)
    assert not PagePreview.objects.exists()


def test_page_that_was_never_saved_can_be_previewed(page, client):
    neuve = Ressource(title="Jamais enregistrée", nature=page.nature, slug="neuve")
    neuve.liens = [LienRessource(libelle="Ouvrir", url="https://exemple.fr/", sort_order=0)]
    parent = page.get_parent()
    neuve.path, neuve.depth = f"{parent.path}ZZZZ", parent.depth + 1
    neuve.set_url_path(parent)
    token = neuve.create_page_preview().token
    shown = client.get(ADRESSE, {"content_type": "pages.ressource", "token": token}).json()
    assert (shown["id"], shown["title"], [one["libelle"] for one in shown["liens"]]) == (
        0,
        "Jamais enregistrée",
        ["Ouvrir"],
    )


def test_preview_shows_children_and_blocks_that_were_not_saved(page, client):
    page.corps = json.dumps([{"type": "titre", "value": "Non enregistré", "id": "a"}])
    page.liens.add(LienRessource(libelle="De plus", url="https://exemple.fr/plus", sort_order=1))
    token = page.create_page_preview().token
    shown = client.get(ADRESSE, {"content_type": "pages.ressource", "token": token}).json()
    assert [bloc["value"] for bloc in shown["corps"]] == ["Non enregistré"]
    assert [one["libelle"] for one in shown["liens"]] == ["Ouvrir", "De plus"]


def test_closed_preview_is_unknown(page, client):
    token = page.create_page_preview().token
    assert close_previews(page) == 1
    assert client.get(ADRESSE, {"content_type": "pages.ressource", "token": token}).status_code == 404


def test_preview_in_the_front_frames_that_front_and_no_other_site(page, client, settings):
    settings.FRONT_PREVIEW_URL = "https://front.example/apercu/"
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        **settings.WAGTAIL_HEADLESS_PREVIEW,
        "CLIENT_URLS": {"default": settings.FRONT_PREVIEW_URL},
    }
    response = page.make_preview_request(preview_mode="front")
    assert "frame-src https://front.example" in response["Content-Security-Policy"]
    assert '<iframe src="https://front.example/apercu/?content_type=pages.ressource' in response.content.decode()
    assert "frame-src" not in page.make_preview_request(preview_mode="")["Content-Security-Policy"]
