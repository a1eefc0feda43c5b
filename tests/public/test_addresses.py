"""Addresses that visitors, browsers and strangers look for without being told."""

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.templatetags.static import static

from tests.factories import pages

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-03-04T15:30:00+01:00", tick=False)
def test_security_txt_says_whom_to_tell_and_is_good_for_half_a_year(client, settings):
    settings.SECURITY_CONTACT = "mailto:securite@exemple.fr"
    response = client.get("/.well-known/security.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode().splitlines() == [
        "Contact: mailto:securite@exemple.fr",
        "Expires: 2026-08-31T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]


def test_favicon_is_where_browsers_look(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, static("favicon.svg"))


@pytest.mark.parametrize("staff", [False, True])
def test_login_that_no_page_asked_for_leads_home(client, staff):
    pages.arbre()
    get_user_model().objects.create_user("lectrice", password="une phrase de passe", is_superuser=staff)
    entered = {"username": "lectrice", "password": "une phrase de passe"}
    response = client.post("/_util/login/", entered, follow=True)
    assert (response.redirect_chain, response.status_code) == ([("/", 302)], 200)
