"""From which role on a second factor is required: the setting names a role, and those above it need one too."""

from datetime import timedelta

import pytest
from django.core import checks
from django.test import Client
from django.utils import timezone

from acces.second_factor.policy import is_required_of
from comite.enums import RoleComite as Role
from tests.acces.accounts import account
from tests.factories import comite as people

pytestmark = pytest.mark.django_db
RUNGS = [
    *(Role.OBSERVATEUR, Role.CONTRIBUTEUR, Role.EDITEUR, Role.RELECTEUR),
    *(Role.REFERENT, Role.SECRETARIAT, Role.ADMINISTRATEUR),
]


@pytest.mark.parametrize("written", [*(role.value for role in Role), "éditeur", "référent", "secrétariat du Comité"])
def test_role_that_is_named_and_those_above_it_need_one(there, settings, written):
    settings.SECOND_FACTOR_OF = [written]
    first = next(rung for rung, role in enumerate(RUNGS) if written in (role.value, role.label))
    assert {role for role in Role if is_required_of(people.anew(there.comptes[role]))} == set(RUNGS[first:])
    assert is_required_of(account())
    assert not is_required_of(people.compte())


def test_lowest_of_several_names_counts(there, settings):
    settings.SECOND_FACTOR_OF = ["administrateur", "relecteur"]
    assert [is_required_of(people.anew(there.comptes[role])) for role in (Role.EDITEUR, Role.RELECTEUR)] == [
        False,
        True,
    ]


def test_role_that_has_ended_requires_nothing_and_one_held_for_somebody_absent_does(there, settings):
    settings.SECOND_FACTOR_OF = ["relecteur"]
    reviewer, writer = there.comptes[Role.RELECTEUR], there.comptes[Role.CONTRIBUTEUR]
    today = timezone.localdate()
    reviewer.absences.create(remplacant=writer, du=today, au=today)
    assert is_required_of(people.anew(writer))
    reviewer.appartenances.update(au=today - timedelta(days=1))
    assert [is_required_of(people.anew(one)) for one in (reviewer, writer)] == [False, False]


def test_who_needs_one_is_led_to_add_it_before_the_admin_opens(there, settings):
    settings.SECOND_FACTOR_OF = ["relecteur"]
    opened = {}
    for role in (Role.EDITEUR, Role.RELECTEUR):
        client = Client()
        client.force_login(there.comptes[role])
        opened[role] = client.get("/admin/pages/").status_code
    assert opened == {Role.EDITEUR: 200, Role.RELECTEUR: 302}


def test_name_that_stands_for_nobody_is_said(there, settings):
    settings.SECOND_FACTOR_OF = ["relecteur", "administrateurs", "Éditeurs du Comité", "relecteurs"]
    told = [one.msg for one in checks.run_checks(databases=["default"]) if one.id == "odd17.W019"]
    assert told == [
        "SECOND_FACTOR_OF names « relecteurs », which is no role and no group: nobody needs a second factor by it."
    ]
    assert [one for one in checks.run_checks() if one.id == "odd17.W019"] == []
