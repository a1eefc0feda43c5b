"""Proposals that somebody has under way, when they leave."""

from typing import Any

from django.urls import reverse

from comite.staff.holdings import Holding
from pages.workflow.enums import OUVERTES
from pages.workflow.models import Proposition


def _open(account: Any) -> Any:
    return Proposition.objects.filter(par=account, etat__in=OUVERTES)


def _in_words(account: Any) -> list[tuple[str, str]]:
    return [(str(one), reverse("relecture_proposition", args=[one.pk])) for one in _open(account)]


def _hand(account: Any, to: Any) -> None:
    """Whoever has one of their own for the page keeps that one; the other is taken back."""
    theirs = set(_open(to).values_list("page", flat=True))
    for one in _open(account):
        if one.page_id in theirs:
            one.etat = "retiree"
        else:
            one.par = to
        one.save(update_fields=["par", "etat"])


KIND = Holding("Propositions", "passent à son successeur", _in_words, _hand)
