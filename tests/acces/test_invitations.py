"""Nobody types another’s password: whoever is invited chooses one, by a link that is good once and not for long."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client

from acces.devices import COOKIE
from acces.invitations.inviting import address_for
from ground.edges import rates
from tests.acces.accounts import PASSWORD, account, sign_in
from tests.factories import pages

pytestmark = pytest.mark.django_db
NEW = "/admin/users/new/"
LONG = "une phrase bien longue"


@pytest.fixture(autouse=True)
def settled(settings):
    pages.arbre()
    settings.OIDC_DOMAINS = ["exemple.fr"]
    rates.begin_anew()
    yield
    rates.begin_anew()


@pytest.fixture
def inside(client):
    account(first_name="Jeanne", last_name="Martin")
    sign_in(client)
    return client


def invite(client, callbacks, address="noe@exemple.fr", **more):
    said = {"email": address, "first_name": "Noé", "last_name": "Petit"} | more
    with callbacks(execute=True):
        return client.post(NEW, said)


def link_in(letter):
    return re.search(r"http://127\.0\.0\.1:8000(/admin/connexion/invitation/\S+/)", letter.body)[1]


def choose(client, link, password=LONG):
    return client.post(link, {"new_password1": password, "new_password2": password})


def test_form_asks_for_no_password_and_no_user_name(inside):
    form = inside.get(NEW).context["form"]
    assert set(form.fields) == {"email", "first_name", "last_name", "is_superuser", "groups"}
    edit = inside.get(f"/admin/users/edit/{User.objects.get().pk}/").context["form"]
    assert "password1" not in edit.fields


def test_invited_person_chooses_a_password_and_is_in(inside, django_capture_on_commit_callbacks):
    group = Group.objects.create(name="Essai")
    done = invite(inside, django_capture_on_commit_callbacks, groups=[group.pk])
    assert (done.status_code, done["Location"]) == (302, "/admin/users/")
    user = User.objects.get(email="noe@exemple.fr")
    assert (user.username, user.get_full_name(), user.has_usable_password(), list(user.groups.all())) == (
        "noe@exemple.fr",
        "Noé Petit",
        False,
        [group],
    )
    letter = mail.outbox[0]
    assert (letter.subject, letter.to, len(letter.alternatives)) == (
        "[ODD\u00a017] Votre compte vous attend",
        ["noe@exemple.fr"],
        1,
    )
    assert letter.body.startswith("Bonjour,\n\nJeanne Martin vous invite à écrire sur")
    assert link_in(letter) in letter.alternatives[0][0]
    other = Client()
    page = other.get(link_in(letter))
    assert (page.status_code, page["Cache-Control"]) == (200, "max-age=0, no-cache, no-store, must-revalidate, private")
    done = choose(other, link_in(letter))
    assert (done.status_code, COOKIE in other.cookies) == (302, True)
    assert other.session["_auth_user_id"] == str(user.pk)
    assert sign_in(Client(), "noe@exemple.fr", LONG).status_code == 302


def test_link_serves_once(inside, django_capture_on_commit_callbacks):
    invite(inside, django_capture_on_commit_callbacks)
    link = link_in(mail.outbox[0])
    assert choose(Client(), link).status_code == 302
    for answer in (Client().get(link), choose(Client(), link, "tout autre chose")):
        assert answer.status_code == 410
        assert "Cette invitation a déjà servi" in answer.content.decode()
    assert sign_in(Client(), "noe@exemple.fr", LONG).status_code == 302


def test_link_ends_after_seven_days(time_machine):
    user = account("noe", password="!x")
    time_machine.move_to("2026-11-23 10:00:00+00:00", tick=False)
    link = address_for(user).removeprefix("http://127.0.0.1:8000")
    time_machine.shift(timedelta(days=7, seconds=-1))
    assert Client().get(link).status_code == 200
    time_machine.shift(2)
    late = Client().get(link)
    assert (late.status_code, "Cette invitation a expiré" in late.content.decode()) == (410, True)


def test_link_that_was_changed_or_cut_opens_nothing():
    user = account("noe")
    link = address_for(user).removeprefix("http://127.0.0.1:8000")
    for wrong in (f"{link[:-4]}/", link.replace(":", "x:", 1)):
        answer = Client().get(wrong)
        assert (answer.status_code, "Ce lien n’est pas entier" in answer.content.decode()) == (410, True)


def test_weak_password_is_refused_with_its_reason(inside, django_capture_on_commit_callbacks):
    invite(inside, django_capture_on_commit_callbacks)
    link = link_in(mail.outbox[0])
    refused = choose(Client(), link, "12345678")
    assert (refused.status_code, "trop courant" in refused.content.decode()) == (200, True)
    assert choose(Client(), link).status_code == 302


def test_answer_is_the_same_for_who_has_an_account_and_nothing_changes_there(
    inside, django_capture_on_commit_callbacks
):
    known = account("paul", is_superuser=False, email="Paul@exemple.fr")
    answers = [
        invite(inside, django_capture_on_commit_callbacks, address, is_superuser="on")
        for address in ("paul@exemple.fr", "noe@exemple.fr")
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/admin/users/")] * 2
    said = [str(one) for one in inside.get("/admin/users/").context["messages"]]
    assert [one.partition("adresse")[0] for one in said] == ["Une invitation part à l’"] * 2
    known.refresh_from_db()
    assert (known.is_superuser, known.check_password(PASSWORD)) == (False, True)
    assert [one.subject for one in mail.outbox] == [
        "[ODD\u00a017] Vous avez déjà un compte",
        "[ODD\u00a017] Votre compte vous attend",
    ]


def test_invitation_is_sent_anew_and_the_former_link_is_over(inside, django_capture_on_commit_callbacks):
    invite(inside, django_capture_on_commit_callbacks)
    user = User.objects.get(email="noe@exemple.fr")
    assert "Renvoyer l’invitation" in inside.get("/admin/users/").content.decode()
    again = f"/admin/connexion/renvoyer/{user.pk}/"
    assert "Ceux d’avant ne serviront plus." in inside.get(again).content.decode()
    assert inside.post(again)["Location"] == "/admin/users/"
    first, second = (link_in(one) for one in mail.outbox)
    assert [Client().get(one).status_code for one in (first, second)] == [410, 200]


def test_mails_to_one_address_are_few(inside, settings, django_capture_on_commit_callbacks):
    settings.PASSWORD_RATE = 10
    answers = [invite(inside, django_capture_on_commit_callbacks).status_code for _ in range(4)]
    assert (answers, len(mail.outbox)) == ([302, 302, 302, 429], 3)


def test_only_who_may_change_accounts_sends_anew(inside):
    plain = Client()
    other = account("paul", is_superuser=False)
    plain.force_login(other)
    for address in (f"/admin/connexion/renvoyer/{other.pk}/", f"/admin/connexion/sans-facteur/{other.pk}/"):
        assert [plain.get(address).status_code, plain.post(address).status_code] == [403, 403]


def test_provider_is_named_to_who_may_come_by_it(inside, settings, django_capture_on_commit_callbacks):
    settings.OIDC_ISSUER = "https://fournisseur.example"
    invite(inside, django_capture_on_commit_callbacks)
    assert "ProConnect" in mail.outbox[0].body
    invite(inside, django_capture_on_commit_callbacks, "noe@ailleurs.example")
    assert "ProConnect" not in mail.outbox[1].body


def test_new_password_is_asked_for_by_a_letter_of_ours(client):
    account()
    client.post("/admin/password_reset/", {"email": "jeanne@exemple.fr"})
    letter = mail.outbox[0]
    link = re.search(r"http://127\.0\.0\.1:8000/admin/password_reset/confirm/\S+/", letter.body)[0]
    assert letter.subject == "[ODD\u00a017] Choisir un nouveau mot de passe"
    assert link in letter.alternatives[0][0]
