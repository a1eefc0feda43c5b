"""Roles given and taken away, absences, what somebody holds: by whom, and what is said to whoever may not."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Page, WorkflowState

from comite.enums import RoleComite as Role
from comite.models import Absence, Appartenance, MiseEnService
from comite.staff import giving as writers
from comite.staff.giving import (
    ENDED,
    FOREIGN,
    NO_COLLEAGUE,
    NOT_INTO_ONESELF,
    NOT_ONESELF,
    NOT_YOURS,
    give_role,
    note_absence,
    put_roles_in_force,
    take_role_away,
)
from comite.staff.leaving import STILL_HOLDS
from headless.apercus.models import Partage
from headless.apercus.sharing import share
from pages.models import PageEditoriale
from taxonomy.merging import merge_terms
from tests.comite.test_doors import logged_in, saisie, url
from tests.factories import comite as people
from tests.factories import pages
from workers.links.reports.models import Destinataire

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


def given(by, compte, role, chez, **fields):
    """What is said when this is tried; "" when it was done."""
    one = Appartenance(compte=compte, role=role, partenaire=chez, du=TODAY, **fields)
    return refused(lambda: give_role(appartenance=one, by=people.anew(by), on=TODAY))


def refused(act):
    try:
        act()
    except ValidationError as exc:
        return " ".join(exc.messages)
    return ""


def test_referent_gives_roles_of_their_organisation_and_no_other(there):
    by, new = there.comptes[Role.REFERENT], people.compte()
    assert [given(by, new, role, there.notre) for role in (Role.CONTRIBUTEUR, Role.RELECTEUR, Role.REFERENT)] == [
        ""
    ] * 3
    assert given(by, new, Role.CONTRIBUTEUR, there.autre) == NOT_YOURS
    assert given(by, new, Role.OBSERVATEUR, None) == NOT_YOURS


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REFERENT, Role.ADMINISTRATEUR}))
def test_nobody_else_gives_roles(there, role):
    assert given(there.comptes[role], people.compte(), Role.CONTRIBUTEUR, there.notre) == NOT_YOURS


@pytest.mark.parametrize("role", [Role.REFERENT, Role.ADMINISTRATEUR])
def test_nobody_gives_oneself_a_role(there, role):
    by = there.comptes[role]
    assert given(by, by, Role.RELECTEUR, there.notre) == NOT_ONESELF


def test_role_stands_where_it_belongs_and_once(there):
    admin, new = there.comptes[Role.ADMINISTRATEUR], people.compte()
    assert given(admin, new, Role.EDITEUR, None) == "Le rôle « éditeur » vaut pour un membre du Comité."
    refusal = "Le rôle « observateur » vaut pour tout le site, sans membre du Comité."
    assert given(admin, new, Role.OBSERVATEUR, there.notre) == refusal
    assert given(admin, new, Role.EDITEUR, there.notre) == ""
    assert given(admin, new, Role.EDITEUR, there.notre) == "Cette personne a déjà ce rôle à ces dates."
    late = given(admin, new, Role.RELECTEUR, there.notre, au=TODAY - timedelta(days=1))
    assert late == "Le rôle finit avant d’avoir commencé."


@pytest.mark.parametrize("fields", [{"role": "editeur"}, {"role": "observateur", "partenaire_id": 1}])
def test_database_refuses_a_role_out_of_place(there, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appartenance.objects.bulk_create([Appartenance(compte=people.compte(), **fields)])


def test_two_referents_who_remove_each_other_leave_one(there):
    first, second = there.comptes[Role.REFERENT], people.compte()
    theirs = people.role(second, Role.REFERENT, there.notre)
    mine = first.appartenances.get()
    # Both forms were opened while both were référents: each account was read before the other acted.
    loaded = people.anew(second)
    writers.manages(by=loaded, partenaire_id=there.notre.pk, on=TODAY)
    take_role_away(appartenance=theirs, by=people.anew(first), at=timezone.now())
    assert refused(lambda: take_role_away(appartenance=mine, by=loaded, at=timezone.now())) == NOT_YOURS
    assert refused(lambda: take_role_away(appartenance=theirs, by=first, at=timezone.now())) == ENDED
    left = Appartenance.objects.in_force(timezone.localdate()).filter(role=Role.REFERENT)
    assert [one.compte for one in left] == [first]


def test_ones_own_role_may_be_given_up(there):
    user = there.comptes[Role.CONTRIBUTEUR]
    take_role_away(appartenance=user.appartenances.get(), by=user, at=timezone.now())
    assert not Appartenance.objects.in_force(timezone.localdate()).filter(compte=user).exists()


def away(by, absent, other):
    one = Absence(compte=absent, remplacant=other, du=TODAY, au=TODAY + timedelta(days=7))
    return refused(lambda: note_absence(absence=one, by=people.anew(by), on=TODAY))


def test_absence_is_noted_by_the_absent_a_referent_or_an_administrator_for_a_colleague(there):
    reviewer, colleague = there.comptes[Role.RELECTEUR], there.comptes[Role.CONTRIBUTEUR]
    for by in (reviewer, there.comptes[Role.REFERENT], there.comptes[Role.ADMINISTRATEUR]):
        assert away(by, reviewer, colleague) == ""
    assert away(colleague, reviewer, there.comptes[Role.EDITEUR]) == NOT_YOURS
    assert away(reviewer, reviewer, there.comptes[Role.OBSERVATEUR]) == NO_COLLEAGUE
    assert away(reviewer, reviewer, people.compte()) == NO_COLLEAGUE


def test_nobody_takes_the_roles_of_somebody_absent(there):
    referent = there.comptes[Role.REFERENT]
    assert away(referent, there.comptes[Role.RELECTEUR], referent) == NOT_INTO_ONESELF
    assert away(
        there.comptes[Role.ADMINISTRATEUR],
        there.comptes[Role.RELECTEUR],
        there.comptes[Role.ADMINISTRATEUR],
    )


def test_referent_lends_no_role_of_another_organisation(there):
    both = people.compte()
    people.role(both, Role.EDITEUR, there.notre)
    people.role(both, Role.RELECTEUR, there.autre)
    assert away(there.comptes[Role.REFERENT], both, there.comptes[Role.CONTRIBUTEUR]) == FOREIGN


def test_only_a_superuser_puts_roles_in_force(there):
    MiseEnService.objects.all().delete()
    by = there.comptes[Role.ADMINISTRATEUR]
    assert refused(lambda: put_roles_in_force(by=by)) == "Seul un super-utilisateur met les rôles en service."
    assert not MiseEnService.objects.exists()


# ── Organisations that go ─────────────────────────────────────────────────────────────────────────────────────
def test_people_follow_their_organisation_into_another(there):
    user = there.comptes[Role.RELECTEUR]
    people.role(user, Role.RELECTEUR, there.autre)
    merge_terms(source=there.notre, cible=there.autre, by=None)
    found = set(Appartenance.objects.exclude(partenaire=None).values_list("partenaire", flat=True))
    page = PageEditoriale.objects.get(pk=there.pages["own"].pk)
    assert (found, page.permissions_for_user(people.anew(user)).can_publish()) == ({there.autre.pk}, True)


def test_organisation_with_people_in_it_is_not_deleted(there):
    PageEditoriale.objects.update(responsable=None, adjoint=None)
    client = logged_in(pages.administrateur())
    response = client.post(
        there.notre.snippet_viewset.get_url_name("delete")
        and reverse(there.notre.snippet_viewset.get_url_name("delete"), args=[there.notre.pk])
    )
    html = response.content.decode()
    assert (response.status_code, type(there.notre).objects.filter(pk=there.notre.pk).exists()) == (409, True)
    assert "Suppression impossible" in html


# ── Somebody leaves ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def leaving(there):
    """An éditeur who holds one thing of each kind."""
    user = there.comptes[Role.EDITEUR]
    page = there.pages["own"]
    Page.objects.filter(pk=page.pk).update(owner=user, has_unpublished_changes=True, locked=True, locked_by=user)
    page.save_revision()
    page.get_workflow().start(page, user)
    APIToken.create_token(user=user, name="import")
    share(page=page, jours=7, par=user, now=timezone.now())
    Destinataire.objects.create(compte=user, partenaire=there.notre)
    return user


def test_what_somebody_holds_is_said_and_handed_over_by_one_button(there, leaving):
    heir = there.comptes[Role.CONTRIBUTEUR]
    client = logged_in(there.comptes[Role.REFERENT])
    address = reverse("comite_personne", args=[leaving.pk])
    kinds = [kind.title for kind, _ in client.get(address).context["tient"]]
    assert sorted(kinds) == [
        *("Brouillons", "Brouillons partagés", "Jetons de l’API"),
        *("Pages soumises", "Rapports par courriel", "Verrous"),
    ]
    assert client.post(address, {"successeur": heir.pk}).status_code == 302
    assert client.get(address).context["tient"] == []
    page = Page.objects.get(pk=there.pages["own"].pk)
    assert (page.owner, page.locked, APIToken.objects.exists()) == (heir, False, False)
    assert WorkflowState.objects.get().requested_by == heir
    assert Partage.objects.get().cree_par == heir
    assert Destinataire.objects.get().compte == heir


@pytest.mark.parametrize("role", [Role.RELECTEUR, Role.OBSERVATEUR, Role.SECRETARIAT])
def test_what_others_hold_is_shown_to_nobody_else(there, leaving, role):
    client = logged_in(there.comptes[role])
    for name in ("comite_personne", "comite_exporter"):
        assert client.get(reverse(name, args=[leaving.pk])).status_code == 302
    client.post(reverse("comite_personne", args=[leaving.pk]), {"successeur": there.comptes[role].pk})
    client.post(reverse("comite_effacer", args=[leaving.pk]))
    leaving.refresh_from_db()
    assert (Page.objects.get(pk=there.pages["own"].pk).owner, leaving.is_active) == (leaving, True)


def test_export_holds_what_is_kept_and_nothing_of_others(there):
    user = there.comptes[Role.EDITEUR]
    response = logged_in(user).get(reverse("comite_exporter", args=[user.pk]))
    assert json.loads(response.content) == {
        "identifiant": user.username,
        "prenom": "",
        "nom": "",
        "courriel": user.email,
        "derniere_connexion": json.loads(response.content)["derniere_connexion"],
        "roles": [
            {
                "role": "éditeur",
                "organisation": str(there.notre),
                "du": "2020-01-01",
                "au": None,
                "retire_le": None,
            }
        ],
        "absences": [],
        "tient": {},
        "actes": [],
    }


def test_erased_account_keeps_no_name_and_its_things_go_first(there, leaving):
    client = logged_in(there.comptes[Role.ADMINISTRATEUR])
    erase = reverse("comite_effacer", args=[leaving.pk])
    assert STILL_HOLDS in client.post(erase, follow=True).content.decode()
    client.post(reverse("comite_personne", args=[leaving.pk]), {"successeur": there.comptes[Role.CONTRIBUTEUR].pk})
    client.post(erase)
    gone = people.anew(leaving)
    assert (gone.get_full_name(), gone.email, gone.is_active, gone.has_usable_password()) == (
        *("compte effacé", "", False, False),
    )
    assert gone.username == f"compte-efface-{gone.pk}"
    assert not Appartenance.objects.in_force(timezone.localdate()).filter(compte=gone).exists()


# ── Screens ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_comite_sees_its_people_and_some_may_act(there, role):
    html = logged_in(there.comptes[role]).get(reverse("comite")).content.decode()
    acts = {"Donner un rôle": "Donner un rôle</a>" in html, "Retirer": ">Retirer</button>" in html}
    may = role in (Role.REFERENT, Role.ADMINISTRATEUR)
    assert (acts, there.comptes[Role.EDITEUR].username in html) == (dict.fromkeys(acts, may), True)


def test_people_ask_as_many_queries_for_thirty_as_for_seven(there, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = logged_in(there.comptes[Role.REFERENT])
    client.get(reverse("comite"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("comite"))
    for _ in range(23):
        people.role(people.compte(), Role.EDITEUR, there.notre)
    with django_assert_num_queries(len(few)):
        client.get(reverse("comite"))


def test_role_is_given_and_taken_away_on_the_screens(there):
    client, new = logged_in(there.comptes[Role.REFERENT]), people.compte("nouvelle")
    data = {"compte": new.pk, "partenaire": there.notre.pk, "role": "editeur", "du": "2026-01-01", "au": ""}
    assert client.post(reverse("comite_donner"), data).status_code == 302
    again = client.post(reverse("comite_donner"), data)
    assert (again.status_code, "Cette personne a déjà ce rôle à ces dates." in again.content.decode()) == (422, True)
    one = new.appartenances.get()
    assert one.par == there.comptes[Role.REFERENT]
    client.post(reverse("comite_retirer", args=[one.pk]))
    one.refresh_from_db()
    assert one.retire_le is not None


def test_role_of_another_organisation_is_not_on_offer(there):
    client = logged_in(there.comptes[Role.REFERENT])
    data = {"compte": people.compte().pk, "partenaire": there.autre.pk, "role": "editeur", "du": "2026-01-01"}
    assert client.post(reverse("comite_donner"), data).status_code == 422
    assert (
        client.post(reverse("comite_donner"), {**data, "partenaire": "", "role": "administrateur"}).status_code == 422
    )


def test_absence_is_noted_on_the_screens(there):
    user = there.comptes[Role.RELECTEUR]
    data = {
        "compte": user.pk,
        "remplacant": there.comptes[Role.EDITEUR].pk,
        "du": "2026-12-01",
        "au": "2026-12-24",
    }
    assert logged_in(user).post(reverse("comite_absence"), data).status_code == 302
    refused = logged_in(user).post(reverse("comite_absence"), {**data, "remplacant": people.compte().pk})
    assert (refused.status_code, NO_COLLEAGUE in refused.content.decode()) == (422, True)


def test_before_roles_are_in_force_superusers_prepare_them_and_see_who_would_stay_out():
    from pages.admin.groups import EDITEURS, install_groups

    install_groups()
    left = pages.membre(EDITEURS)
    assert logged_in(left).get(reverse("comite")).status_code == 302
    client = logged_in(pages.administrateur())
    html = client.get(reverse("comite")).content.decode()
    assert f"Ces comptes n’entreraient plus : {left.username}." in html
    client.post(reverse("comite_mettre_en_service"))
    assert MiseEnService.objects.count() == 1
    assert "ne sont pas encore en service" not in client.get(reverse("comite")).content.decode()


# ── A role that ends while its owner writes ───────────────────────────────────────────────────────────────────
def test_form_of_whoever_lost_their_role_meanwhile_is_given_back_and_nothing_is_saved(there):
    user, page = there.comptes[Role.CONTRIBUTEUR], there.pages["own"]
    user.appartenances.update(au=date(2026, 12, 1))
    body = json.dumps({"blocks": [{"text": "Une phrase écrite avec soin."}], "entityMap": {}})
    data = {**saisie(page, title="Minuit"), "corps-0-value": body}
    with time_machine.travel("2026-12-01T22:50:00Z", tick=False):
        client = logged_in(user)
        assert client.get(url("edit", page)).status_code == 200
    with time_machine.travel("2026-12-01T23:10:00Z", tick=False):
        response = client.post(url("edit", page), data)
    html = response.content.decode()
    told = ("Votre rôle ne permet plus de modifier cette page", "Minuit", "Une phrase écrite avec soin.")
    assert (response.status_code, [text in html for text in told], "csrf" in html) == (403, [True] * 3, False)
    assert PageEditoriale.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Page own"
