"""Sets that somebody prepares, and links to previews, when they leave."""

from typing import Any

from django.urls import reverse

from comite.staff.holdings import Holding
from parutions.models import open_sets


def _in_words(account: Any) -> list[tuple[str, str]]:
    return [(str(one), reverse("parutions_une", args=[one.pk])) for one in open_sets().filter(preparee_par=account)]


def _hand(account: Any, to: Any) -> None:
    open_sets().filter(preparee_par=account).update(preparee_par=to)


KIND = Holding("Parutions en préparation", "passent à son successeur", _in_words, _hand)
