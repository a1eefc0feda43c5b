"""An account that leaves: what is kept of it, told to its owner; and its erasure, which keeps no name and no mail."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from comite.models import Absence, Appartenance
from comite.staff.holdings import held_things
from comite.staff.noting import ERASED, note_account

STILL_HOLDS = "Ce compte tient encore quelque chose : confiez-le d’abord à quelqu’un."
GONE = "compte effacé"
OF_SUPERUSER = "Un super-utilisateur ne s’efface pas d’ici."


def kept_of(account: Any) -> dict[str, Any]:
    """All that the site keeps of somebody, as JSON can say it: name, mail, roles, absences, and what they did when."""
    return {
        "identifiant": account.get_username(),
        "prenom": account.first_name,
        "nom": account.last_name,
        "courriel": account.email,
        "derniere_connexion": _moment(account.last_login),
        "roles": [
            {
                "role": one.get_role_display(),
                "organisation": str(one.partenaire) if one.partenaire else None,
                "du": one.du.isoformat(),
                "au": one.au.isoformat() if one.au else None,
                "retire_le": _moment(one.retire_le),
            }
            for one in account.appartenances.select_related("partenaire").order_by("du", "pk")
        ],
        "absences": [
            {"du": one.du.isoformat(), "au": one.au.isoformat()} for one in account.absences.order_by("du", "pk")
        ],
        "tient": {kind.title: [words for words, _ in things] for kind, things in held_things(account)},
        "actes": [
            {"le": _moment(entry.timestamp), "acte": entry.action, "objet": entry.label}
            for model in (PageLogEntry, ModelLogEntry)
            for entry in model.objects.filter(user_id=account.pk).order_by("timestamp")
        ],
    }


@transaction.atomic
def erase_account(*, account: Any, at: datetime, by: Any = None) -> None:
    """Close an account for good: no name, no mail, no password, no role; its acts stay, of « compte effacé ».

    Raises ValidationError while it holds something, which would be nobody's, and for superusers.
    """
    if account.is_superuser:
        raise ValidationError(OF_SUPERUSER)
    if held_things(account):
        raise ValidationError(STILL_HOLDS)
    # While its organisation is known, and before its name is gone.
    note_account(action=ERASED, account=account, by=by)
    Appartenance.objects.filter(compte=account, retire_le__isnull=True).update(retire_le=at)
    Absence.objects.filter(compte=account).delete()
    Absence.objects.filter(remplacant=account).delete()
    account.username = f"compte-efface-{account.pk}"
    account.first_name, account.last_name, account.email = "", GONE, ""
    account.is_active = account.is_staff = False
    account.set_unusable_password()
    account.groups.clear()
    account.user_permissions.clear()
    account.save()
    ModelLogEntry.objects.get_for_model(get_user_model()).filter(object_id=str(account.pk)).update(label=GONE)


def _moment(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
