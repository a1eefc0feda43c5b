"""Links to drafts that somebody made, when they leave."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from comite.staff.holdings import Holding
from headless.apercus.models import Partage


def _open(account: Any) -> Any:
    return Partage.objects.filter(cree_par=account, revoque_le__isnull=True, expire_le__gt=timezone.now())


def _in_words(account: Any) -> list[tuple[str, str]]:
    return [
        (str(one), reverse("apercus_partager", args=[one.page_id])) for one in _open(account).select_related("page")
    ]


def _hand(account: Any, to: Any) -> None:
    _open(account).update(cree_par=to)


KIND = Holding("Brouillons partagés", "restent ouverts, au nom de son successeur", _in_words, _hand)
