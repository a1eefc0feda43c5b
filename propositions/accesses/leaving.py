"""Links that somebody gave to partners, when they leave."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from comite.staff.holdings import Holding
from propositions.models import AccesDePartenaire


def _open(account: Any) -> Any:
    now = timezone.now()
    return AccesDePartenaire.objects.filter(donne_par=account, retire_le__isnull=True, expire_le__gt=now)


def _in_words(account: Any) -> list[tuple[str, str]]:
    return [(str(one), reverse("espace_acces")) for one in _open(account).select_related("partenaire")]


def _hand(account: Any, to: Any) -> None:
    _open(account).update(donne_par=to)


KIND = Holding("Accès de partenaires", "restent ouverts, au nom de son successeur", _in_words, _hand)
