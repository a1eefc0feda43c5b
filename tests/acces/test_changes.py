"""The password or the address of an account changes: its owner is told, wherever that was done, and the log says so."""

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.acces.accounts import PASSWORD, account, sign_in
from tests.factories import pages
from workers.links.reports.enums import SorteMessage
from workers.links.reports.models import Courriel, Message

pytestmark = pytest.mark.django_db
OTHER = "une autre phrase bien longue"
CHANGED = "[ODD\u00a017] Le mot de passe de votre compte a changé"
MOVED = "[ODD\u00a017] L’adresse électronique de votre compte a changé"


@pytest.fixture(autouse=True)
def settled():
    pages.arbre()


@pytest.fixture
def jeanne():
    return account()


def posted():
    """(subject, address) of what is in the outbox, the oldest first."""
    return list(Courriel.objects.order_by("pk").values_list("message__sujet", "adresse"))


def noted():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", "user", "object_id"))


@time_machine.travel("2026-03-01T09:30:00Z", tick=False)
def test_new_password_is_told_in_both_versions(jeanne, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jeanne.set_password(OTHER)
        jeanne.save()
    assert posted() == [(CHANGED, "jeanne@exemple.fr")]
    message = Message.objects.get()
    for version in (message.texte, message.html):
        assert "Le mot de passe de votre compte a été changé le 01/03/2026 à 10:30." in " ".join(version.split())
        assert OTHER not in version
    assert (message.sorte, noted()) == (SorteMessage.COMPTE, [("acces.mot_de_passe", jeanne.pk, str(jeanne.pk))])


def test_new_address_is_told_to_the_former_one_and_to_the_new_one(jeanne, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jeanne.email = "voleur@ailleurs.example"
        jeanne.save()
    assert posted() == [(MOVED, "jeanne@exemple.fr"), (MOVED, "voleur@ailleurs.example")]
    former, new = Message.objects.order_by("pk")
    assert "vont à une autre adresse que celle-ci" in " ".join(former.texte.split())
    assert "arrivent à cette adresse" in " ".join(new.texte.split())
    assert "était jusqu’ici celle d’un compte" in former.html
    # Neither letter tells the other address.
    assert ("voleur" in former.texte + former.html, "jeanne@" in new.texte + new.html) == (False, False)
    assert noted() == [("acces.adresse", None, str(jeanne.pk))]
    assert "exemple" not in str(list(ModelLogEntry.objects.values()))


@pytest.mark.parametrize(
    "change",
    [
        lambda user: setattr(user, "first_name", "Jeanne"),
        lambda user: setattr(user, "email", "Jeanne@Exemple.FR"),
        lambda user: user.set_unusable_password(),
    ],
)
def test_what_changes_neither_is_not_told(jeanne, change, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(jeanne)
        jeanne.save()
    assert (posted(), noted()) == ([], [])


def test_new_hash_of_the_same_password_is_not_told(jeanne, client, settings, django_capture_on_commit_callbacks):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    before = jeanne.password
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(client).status_code == 302
    jeanne.refresh_from_db()
    assert jeanne.password != before
    assert (posted(), noted()) == ([], [])


def test_new_account_and_account_that_is_closed_are_not_told(jeanne, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        account("noe")
        jeanne.email, jeanne.is_active = "", False
        jeanne.set_password(OTHER)
        jeanne.save()
    assert (posted(), noted()) == ([], [])


def test_each_door_of_the_admin_tells(jeanne, client, django_capture_on_commit_callbacks):
    sign_in(client)
    said = {
        "name_email-first_name": "Jeanne",
        "name_email-last_name": "Martin",
        "name_email-email": "autre@exemple.fr",
        "password-old_password": PASSWORD,
        "password-new_password1": OTHER,
        "password-new_password2": OTHER,
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        "notifications-submitted_notifications": "on",
        "locale-preferred_language": "fr",
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/admin/account/", said)
    assert response.status_code == 302
    assert {subject for subject, _ in posted()} == {CHANGED, MOVED}
    assert ("jeanne@exemple.fr" in {to for subject, to in posted() if subject == MOVED}) is True


def test_administrator_who_changes_anothers_address_is_in_the_log(jeanne, client, django_capture_on_commit_callbacks):
    noe = account("noe", is_superuser=False)
    sign_in(client)
    said = {
        "username": "noe",
        "email": "noe@ailleurs.example",
        "first_name": "Noé",
        "last_name": "Petit",
        "is_active": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/admin/users/edit/{noe.pk}/", said).status_code == 302
    assert posted() == [(MOVED, "noe@exemple.fr"), (MOVED, "noe@ailleurs.example")]
    assert ("acces.adresse", jeanne.pk, str(noe.pk)) in noted()


def test_forgotten_password_is_told_to_have_changed(jeanne, client, django_capture_on_commit_callbacks):
    client.post("/admin/password_reset/", {"email": "jeanne@exemple.fr"})
    link = next(line for line in mail.outbox[0].body.splitlines() if "/password_reset/confirm/" in line).strip()
    other = Client()
    path = link[link.index("/admin/") :]
    form = other.get(path)["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        other.post(form, {"new_password1": OTHER, "new_password2": OTHER})
    assert User.objects.get().check_password(OTHER)
    assert (posted(), noted()) == (
        [(CHANGED, "jeanne@exemple.fr")],
        [("acces.mot_de_passe", jeanne.pk, str(jeanne.pk))],
    )
