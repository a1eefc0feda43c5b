"""Candidates as the admin shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from doublons.finding import DoublePossible
from pages.models import PageEditoriale


@dataclass(frozen=True, slots=True)
class DoubleRow:
    """`url`: where the page is changed, or read; `comparer`: where both stand side by side, "" beside no page."""

    titre: str
    pourquoi: str
    etat: str
    organisation: str
    url: str
    comparer: str


def rows_for(candidates: Sequence[DoublePossible], user: Any, *, beside: int | None = None) -> list[DoubleRow]:
    """The rows of these candidates, in their order, by two questions."""
    keys = [one.page for one in candidates]
    pages = PageEditoriale.objects.select_related("responsable").in_bulk(keys)
    changed = changeable(user, keys)
    return [
        DoubleRow(
            titre=one.titre,
            pourquoi=one.pourquoi,
            etat="en ligne" if one.live else "brouillon",
            organisation=str(pages[one.page].responsable or ""),
            url=address_of(one.page, changed),
            comparer=address_of_pair(one.page, beside) if beside is not None else "",
        )
        for one in candidates
        if one.page in pages
    ]


def changeable(user: Any, keys: Sequence[int]) -> set[int]:
    """Those of these pages that this account may change."""
    policy: Any = policy_registry.get_by_type(Page)
    mine = policy.instances_user_has_permission_for(user, "change").order_by()
    return set(mine.filter(pk__in=keys).values_list("pk", flat=True))


def address_of(pk: int, changed: set[int]) -> str:
    """Where a page is changed, or, by who may not, read."""
    return reverse("wagtailadmin_pages:edit" if pk in changed else "comite_lire", args=[pk])


def address_of_pair(one: int, other: int) -> str:
    """Where two pages stand side by side."""
    return reverse("doublons_paire", args=sorted((one, other)))
