"""The way in for an administrator who has lost every factor."""

import pytest
from django.core.management import CommandError, call_command

from acces.second_factor import factors
from tests.acces.accounts import account, with_application

pytestmark = pytest.mark.django_db


def test_factor_and_codes_are_taken_away(capsys):
    user = account()
    with_application(user)
    factors.new_codes(user)
    call_command("remove_second_factor", "jeanne")
    assert (factors.factors_of(user), factors.codes_left(user)) == ([], 0)
    call_command("remove_second_factor", "jeanne")
    assert capsys.readouterr().out.splitlines() == ["Retiré : 1. Le mot de passe suffit.", "Il n’y en avait pas."]


def test_unknown_account_is_said():
    with pytest.raises(CommandError, match="Aucun compte n’a l’identifiant « personne »"):
        call_command("remove_second_factor", "personne")
