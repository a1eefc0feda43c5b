"""Somebody is invited into an organisation: an account that its owner opens by mail, and a role from the first day.

Whoever has an account already gets the role and keeps the account as it is.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from acces.accounts.naming import account_at
from acces.invitations.inviting import invite, invite_again, is_waiting
from comite.models import Appartenance
from comite.staff.giving import NOT_YOURS, give_role, manages

CLOSED = "Le compte de cette adresse est fermé : un administrateur le rouvre d’abord."


@transaction.atomic
def invite_with_role(
    *, mail: str, first_name: str, last_name: str, appartenance: Appartenance, by: Any, on: date
) -> Appartenance:
    """Save a role, without an account yet, for whoever has this address; nothing is sent or made if it is refused.

    Raises ValidationError with the sentence of what stands against it, and TooManyError.
    """
    if not manages(by=by, partenaire_id=appartenance.partenaire_id, on=on):
        raise ValidationError(NOT_YOURS)
    mail = mail.strip()
    found = account_at(mail)
    if found is not None and not found.is_active:
        raise ValidationError({"email": CLOSED})
    waits = found is not None and is_waiting(found)
    appartenance.compte = found or invite(mail=mail, first_name=first_name, last_name=last_name, by=by)
    given = give_role(appartenance=appartenance, by=by, on=on)
    if waits:
        invite_again(given.compte, by=by)
    return given
