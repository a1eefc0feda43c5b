"""Passwords that are tried: slowed by account and by address, before a hash; nobody is kept out by strangers."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from limits.storage import MemoryStorage

from acces.devices import COOKIE, digest_of
from ground.edges import rates
from workers.links.reports.models import Courriel

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
RIGHT = "un bon mot de passe"


@pytest.fixture(autouse=True)
def limit(settings):
    settings.PASSWORD_RATE = 2
    rates.begin_anew()
    yield
    rates.begin_anew()


@pytest.fixture
def editor():
    return get_user_model().objects.create_superuser("jeanne", "jeanne@exemple.fr", RIGHT)


@pytest.fixture
def hashes(monkeypatch):
    """The hashes that were computed."""
    computed = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: computed.append(1) or plain(*args))
    return computed


def tries(client, *passwords, name="jeanne", **sent):
    return [client.post(LOGIN, {"username": name, "password": one}, **sent).status_code for one in passwords]


def test_account_is_slowed_before_a_hash_is_computed(client, editor, hashes):
    assert tries(client, "a", "b") == [200, 200]
    hashes.clear()
    refused = client.post(LOGIN, {"username": "jeanne", "password": RIGHT}, REMOTE_ADDR="203.0.113.9")
    assert (refused.status_code, len(hashes)) == (429, 0)
    assert 1 <= int(refused["Retry-After"]) <= 900
    assert (
        "Trop de mots de passe ont été essayés pour ce compte. Reprenez dans 15\u00a0minutes"
        in refused.content.decode()
    )


def test_account_is_slowed_until_its_quarter_is_over_and_no_longer(client, editor, time_machine):
    time_machine.move_to("2026-11-23 10:00:00+00:00", tick=False)
    assert tries(client, "a", "b", RIGHT) == [200, 200, 429]
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert tries(client, RIGHT) == [302]


def test_account_that_does_not_exist_is_slowed_alike(client, editor):
    assert tries(client, "a", "b", "c", name="personne") == tries(client, "a", "b", "c") == [200, 200, 429]


def test_account_is_one_however_its_name_is_typed(client, editor):
    assert [tries(client, "a", name=name) for name in ("jeanne", " JEANNE ", "Jeanne")] == [[200], [200], [429]]


def test_right_password_empties_the_account(client, editor):
    assert tries(client, "a", RIGHT) == [200, 302]
    assert tries(Client(), "a", "b", "c") == [200, 200, 429]


def test_address_is_slowed_across_accounts(client, editor):
    names = [f"nom-{number}" for number in range(13)]
    assert [tries(client, "a", name=name) for name in names] == [[200]] * 12 + [[429]]
    assert tries(client, "a", name="nom-14", REMOTE_ADDR="203.0.113.9") == [200]
    refused = client.post(LOGIN, {"username": "nom-15", "password": "a"})
    assert "Trop de mots de passe ont été essayés d’ici. Reprenez dans 15\u00a0minutes." in refused.content.decode()


def test_strangers_keep_nobody_out_of_a_device_from_which_the_account_was_opened(editor):
    mine, stranger = Client(), Client()
    assert tries(mine, RIGHT) == [302]
    mine.cookies.pop("sessionid")
    assert tries(stranger, "a", "b", "c") == [200, 200, 429]
    assert tries(mine, "a", RIGHT) == [200, 302]


def test_device_has_no_more_tries_than_strangers_and_none_for_other_accounts(editor):
    get_user_model().objects.create_superuser("paul", "paul@exemple.fr", RIGHT)
    mine = Client()
    assert tries(mine, RIGHT) == [302]
    mine.cookies.pop("sessionid")
    assert tries(Client(), "a", "b", name="paul") == [200, 200]
    assert tries(mine, "a", name="paul") == [429]
    assert tries(mine, "a", "b", "c") == [200, 200, 429]


def test_cookie_of_a_device_names_nobody_and_goes_to_the_login_alone(client, editor):
    tries(client, RIGHT)
    cookie = client.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (LOGIN, True, "Lax")
    assert "jeanne" not in cookie.value
    assert cookie.value.startswith(digest_of("jeanne"))


def test_forged_cookie_is_a_stranger(client, editor):
    tries(Client(), "a", "b")
    client.cookies[COOKIE] = f"{digest_of('jeanne')}.x:1abcde:forged"
    assert tries(client, RIGHT) == [429]


def test_new_password_by_mail_makes_the_device_known(client, editor):
    tries(Client(), "a", "b")
    number = urlsafe_base64_encode(force_bytes(editor.pk))
    link = reverse("wagtailadmin_password_reset_confirm", args=[number, default_token_generator.make_token(editor)])
    form = client.get(link, follow=True)
    fresh = "un autre mot de passe"
    done = client.post(form.redirect_chain[-1][0], {"new_password1": fresh, "new_password2": fresh})
    assert (done.status_code, client.cookies[COOKIE]["path"]) == (302, LOGIN)
    assert tries(client, fresh) == [302]


def test_refused_new_password_makes_no_device_known(client, editor):
    link = reverse("wagtailadmin_password_reset_confirm", args=[urlsafe_base64_encode(force_bytes(editor.pk)), "faux"])
    assert client.post(link, {"new_password1": "x", "new_password2": "x"}).status_code == 200
    assert COOKIE not in client.cookies


def test_mails_to_one_address_are_few_whether_it_has_an_account_or_not(client, editor):
    def ask(address):
        return client.post(reverse("wagtailadmin_password_reset"), {"email": address})

    for address in ("jeanne@exemple.fr", "personne@exemple.fr"):
        assert [ask(address).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert len(mail.outbox) == 3
    said = ask("JEANNE@exemple.fr").content.decode()
    assert "Plusieurs courriels viennent d’être demandés pour cette adresse. Reprenez dans 60\u00a0minutes." in said


def test_what_is_counted_names_nobody(client, editor):
    tries(client, "a")
    storage = rates.moments().storage
    kept = str(dict(storage.events) if isinstance(storage, MemoryStorage) else storage.storage.keys("LIMITS*"))
    assert len(kept) > 100
    assert not any(one in kept for one in ("jeanne", "127.0.0.1"))


def test_without_a_limit_nobody_is_slowed(client, editor, settings):
    settings.PASSWORD_RATE = 0
    assert tries(client, *"abcdef", RIGHT) == [200] * 6 + [302]


def test_login_without_a_request_is_not_counted(editor):
    assert all(Client().login(username="jeanne", password=RIGHT) for _ in range(5))


def test_pauses_grow(client, editor, time_machine):
    time_machine.move_to("2026-11-23 10:00:00+00:00", tick=False)
    waits = []
    for _ in range(13):
        refused = client.post(LOGIN, {"username": "jeanne", "password": "faux"})
        if refused.status_code == 429:
            waits.append(int(refused["Retry-After"]) // 60)
            said = refused.content.decode()
            time_machine.shift(int(refused["Retry-After"]) + 1)
    # Two in a quarter of an hour, four in three hours, eight in a day.
    assert waits == [15, 164, 15, 1244]
    assert "Reprenez dans 21\u00a0heures" in said


def test_owner_is_told_of_a_burst_once_a_day(client, editor, letters, caplog):
    tries(client, "secret-a", "secret-b", "secret-c")
    assert [(who, one.title) for who, one in letters] == [
        (editor, "Des mots de passe ont été essayés pour votre compte")
    ]
    assert "2 mots de passe faux viennent d’être essayés" in letters[0][1].sentences[0]
    rates.begin_anew()
    caplog.clear()
    tries(client, "a", "b", "c", name="personne")
    assert len(letters) == 1
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "Passwords of one account are being tried" in said
    assert not any(one in said for one in ("jeanne", "personne", "127.0.0.1", "secret"))


def test_burst_reaches_the_outbox_and_stays_with_its_owner(client, editor):
    tries(client, "a", "b")
    row = Courriel.objects.select_related("message").get()
    assert (row.adresse, row.compte, row.message.sorte) == ("jeanne@exemple.fr", editor, "compte")
    assert "Bonjour," in row.message.texte
    assert '<a class="bouton" href="http://127.0.0.1:8000/admin/connexion/"' in row.message.html
    rates.begin_anew()
    tries(client, RIGHT)
    assert "Des mots de passe ont été" not in client.get("/admin/rapports/").content.decode()
    assert client.get(f"/admin/rapports/messages/{row.message_id}/").status_code == 404


def test_each_sign_in_leaves_a_line_without_names(client, editor, caplog):
    caplog.set_level("INFO", "acces")
    tries(client, "faux", RIGHT)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("acces")]
    assert (said[0].startswith("A sign-in has failed, from "), said[1:]) == (
        True,
        [f"Account {editor.pk} has signed in by password"],
    )
    assert not any(one in " ".join(said) for one in ("jeanne", "faux", "127.0.0.1"))
