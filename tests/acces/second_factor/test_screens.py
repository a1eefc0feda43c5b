"""The screens of the second factor: adding, showing once, taking away."""

import re

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from acces.second_factor import factors
from tests.acces.accounts import account, code_of, shown, sign_in, with_application
from tests.factories import pages

pytestmark = pytest.mark.django_db
APPLICATION = "/admin/connexion/application/"
CODES = "/admin/connexion/codes/"


@pytest.fixture
def user():
    pages.arbre()
    return account()


@pytest.fixture
def inside(client, user):
    sign_in(client)
    return client


def key_on(client):
    return re.search(r'class="odd17-clef">([A-Z2-7 ]+)<', client.get(APPLICATION).content.decode())[1]


def test_application_is_added_with_codes_and_other_sessions_end(
    inside, user, letters, django_capture_on_commit_callbacks
):
    other = Client()
    sign_in(other)
    key = key_on(inside)
    assert key_on(inside) == key
    with django_capture_on_commit_callbacks(execute=True):
        done = inside.post(APPLICATION, {"code": shown(key), "nom": "Mon téléphone"})
    assert (done.status_code, done["Location"]) == (302, f"{CODES}?premier=1")
    assert [(one.kind, one.name) for one in factors.factors_of(user)] == [("application", "Mon téléphone")]
    assert len(re.findall("<li><code>", inside.get(CODES).content.decode())) == 10
    assert "<li><code>" not in inside.get(CODES).content.decode()
    assert other.get("/admin/").status_code == 302
    assert [one.title for _, one in letters] == ["Un second facteur a été ajouté à votre compte"]


def test_wrong_code_adds_nothing_and_makes_the_next_wait(inside, user):
    key = key_on(inside)
    said = inside.post(APPLICATION, {"code": "12", "nom": "x"}).content.decode()
    assert "Ce code n’est pas le bon." in said
    assert inside.post(APPLICATION, {"code": shown(key), "nom": "x"}).status_code == 200
    assert factors.factors_of(user) == []
    assert TOTPDevice.objects.get(user=user).throttling_failure_count == 1


def test_picture_is_drawn_here_and_breaks_no_policy(inside):
    page = inside.get(APPLICATION).content.decode()
    picture = re.search(r"<svg.*?</svg>", page, re.DOTALL)[0]
    assert "style=" not in picture
    assert "otpauth://totp/" in page


def test_codes_ask_for_a_factor_first(inside):
    assert inside.get(CODES)["Location"] == "/admin/connexion/"


def test_new_codes_replace_the_old_ones(inside, user):
    with_application(user)
    old = factors.new_codes(user)
    inside.post(CODES)
    shown_codes = re.findall(r"<li><code>(.*?)</code>", inside.get(CODES).content.decode())
    assert len(set(shown_codes) - set(old)) == 10
    with pytest.raises(factors.WrongCodeError):
        factors.try_code(user=user, code=old[0])


def test_last_factor_leaves_with_its_codes(client, user, letters, django_capture_on_commit_callbacks):
    device = with_application(user)
    factors.new_codes(user)
    sign_in(client)
    client.post("/admin/connexion/verifier/", {"code": code_of(device)})
    address = f"/admin/connexion/retirer/application/{device.pk}/"
    assert "C’est le dernier" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address)["Location"] == "/admin/connexion/"
    assert (factors.factors_of(user), factors.codes_left(user)) == ([], 0)
    assert [one.title for _, one in letters] == ["Un second facteur a été retiré de votre compte"]
    assert client.get("/admin/").status_code == 200


def test_nobody_removes_the_factor_of_another(inside):
    other = with_application(account("paul"))
    address = f"/admin/connexion/retirer/application/{other.pk}/"
    assert "Il n’y est plus." in inside.get(address).content.decode()
    inside.post(address)
    assert TOTPDevice.objects.filter(pk=other.pk).exists()


def test_at_an_address_of_numbers_the_screen_says_where_passkeys_are_taken(inside, settings):
    page = inside.get("/admin/connexion/cle/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "http://localhost:8000/admin/connexion/cle/" in page
    assert "passkey-register-button" not in page
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = ["http://testserver"]
    page = inside.get("/admin/connexion/cle/").content.decode()
    assert "passkey-register-button" in page


def test_passkey_is_not_added_long_after_the_password(client, user, time_machine):
    begin = "/admin/connexion/cles/ajouter/"
    time_machine.move_to("2026-11-23 10:00:00+00:00")
    sign_in(client)
    assert client.post(begin).status_code == 200
    time_machine.shift(3 * 3600)
    refused = client.post(begin)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_proven")
