"""A référent invites somebody into the organisation: one mail, one account, one role, or nothing at all."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comite.enums import RoleComite as Role
from comite.models import Appartenance
from ground.edges import rates
from tests.comite.test_doors import logged_in
from tests.factories import comite as people
from workers.links.reports.models import Courriel

pytestmark = pytest.mark.django_db
ADDRESS = "noe@exemple.example"


@pytest.fixture(autouse=True)
def counted():
    rates.begin_anew()
    yield
    rates.begin_anew()


@pytest.fixture
def invited(there, django_capture_on_commit_callbacks):
    """Asks for it as somebody; returns the answer."""

    def ask(by, chez=None, **fields):
        said = {
            "email": ADDRESS,
            "prenom": "Noé",
            "nom": "Petit",
            "role": "contributeur",
            "partenaire": (chez or there.notre).pk,
            "du": timezone.localdate().isoformat(),
            "au": "",
            **fields,
        }
        with django_capture_on_commit_callbacks(execute=True):
            return logged_in(there.comptes[by]).post(reverse("comite_inviter"), said)

    return ask


def roles_of(address=ADDRESS):
    rows = Appartenance.objects.filter(compte__email=address)
    return [(one.partenaire.nom if one.partenaire else "", one.role) for one in rows]


@pytest.mark.parametrize("by", [Role.REFERENT, Role.ADMINISTRATEUR])
def test_who_cares_for_the_organisation_invites_and_the_invited_person_comes_in(there, invited, client, by):
    assert invited(by)["Location"] == reverse("comite")
    user = User.objects.get(email=ADDRESS)
    assert (user.username, user.get_full_name(), user.has_usable_password()) == (ADDRESS, "Noé Petit", False)
    assert roles_of() == [(there.notre.nom, "contributeur")]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([ADDRESS], "[ODD\u00a017] Votre compte vous attend")
    ]
    link = re.search(r"(/admin/connexion/invitation/\S+/)", mail.outbox[0].body)[1]
    chosen = client.post(link, {"new_password1": "une phrase bien longue", "new_password2": "une phrase bien longue"})
    assert (chosen.status_code, chosen["Location"], client.get("/admin/").status_code) == (302, "/admin/", 200)
    assert Courriel.objects.count() == 0


@pytest.mark.parametrize("by", sorted(set(Role) - {Role.REFERENT, Role.ADMINISTRATEUR}))
def test_nobody_else_invites_and_nothing_is_made_or_sent(there, invited, by):
    answer = invited(by)
    assert (answer.status_code, User.objects.filter(email=ADDRESS).count(), mail.outbox) == (422, 0, [])


def test_a_referent_invites_into_no_other_organisation_and_for_no_role_of_the_site(there, invited):
    assert invited(Role.REFERENT, there.autre).status_code == 422
    assert invited(Role.REFERENT, role="administrateur").status_code == 422
    assert (User.objects.filter(email=ADDRESS).count(), mail.outbox) == (0, [])


def test_who_has_an_account_gets_the_role_and_is_told(there, invited):
    known = people.compte("noe")
    User.objects.filter(pk=known.pk).update(email=ADDRESS.upper(), last_name="Martin")
    assert invited(Role.REFERENT).status_code == 302
    after = User.objects.get(pk=known.pk)
    assert (after.last_name, after.password, mail.outbox) == ("Martin", known.password, [])
    told = Courriel.objects.get()
    assert (told.adresse, told.message.sujet) == (ADDRESS.upper(), "[ODD\u00a017] Un rôle vous est donné")
    for body in (told.message.texte, told.message.html):
        assert "contributeur" in body
        assert "Ouvrir l’administration" in body
        assert there.notre.nom in body


def test_who_was_invited_and_did_not_come_is_invited_again(there, invited):
    invited(Role.REFERENT)
    assert invited(Role.REFERENT, role="relecteur").status_code == 302
    assert (len(mail.outbox), sorted(roles_of())) == (
        2,
        [(there.notre.nom, "contributeur"), (there.notre.nom, "relecteur")],
    )
    assert User.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "noe"}, "adresse"),
        ({"au": "2020-01-01"}, "Le rôle finit avant d’avoir commencé."),
        ({"role": "roi"}, "roi"),
        ({"nom": ""}, "Champ requis."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(there, invited, fields, sentence):
    answer = invited(Role.REFERENT, **fields)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Noé" in page) == (422, True, True)
    assert (User.objects.filter(email=ADDRESS).count(), mail.outbox) == (0, [])


def test_closed_account_is_not_opened_by_an_invitation(there, invited):
    closed = people.compte("noe")
    User.objects.filter(pk=closed.pk).update(email=ADDRESS, is_active=False)
    answer = invited(Role.REFERENT)
    assert (answer.status_code, "est fermé" in answer.content.decode(), roles_of()) == (422, True, [])


def test_giving_rights_asks_again_who_one_is(there):
    client = logged_in(there.comptes[Role.REFERENT])
    session = client.session
    session["acces.prouve_le"] = 0
    session.save()
    for name in ("comite_inviter", "comite_donner"):
        assert client.get(reverse(name))["Location"].startswith("/admin/connexion/verifier/?next=")
    own = there.comptes[Role.CONTRIBUTEUR].appartenances.get()
    assert client.post(reverse("comite_retirer", args=[own.pk])).status_code == 302
    own.refresh_from_db()
    assert own.retire_le is None
    assert client.get(reverse("comite"), follow=True).status_code == 200


def test_role_taken_away_is_told(there, django_capture_on_commit_callbacks):
    gone = there.comptes[Role.EDITEUR]
    User.objects.filter(pk=gone.pk).update(email=ADDRESS)
    yesterday = timezone.localdate() - timedelta(days=1)
    own = gone.appartenances.get()
    with django_capture_on_commit_callbacks(execute=True):
        logged_in(there.comptes[Role.REFERENT]).post(reverse("comite_retirer", args=[own.pk]))
    assert [(one.message.sujet, "a pris fin" in one.message.texte) for one in Courriel.objects.all()] == [
        ("[ODD\u00a017] Un de vos rôles a pris fin", True)
    ]
    assert own.du < yesterday
