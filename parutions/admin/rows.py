"""The pages of a set as its screen lists them, with what can be seen of each without opening its draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from acces.accounts.naming import nom_de
from parutions.enums import Sorte
from parutions.models import PageDeParution


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One page. `url` is "" where its reader may not edit it."""

    element: PageDeParution
    url: str
    quoi: str
    notes: tuple[str, ...]


def rows_of(elements: Iterable[PageDeParution], user: Any) -> list[ElementRow]:
    """The rows, in the order in which the pages were added."""
    return [_row(one, user) for one in elements]


def _row(one: PageDeParution, user: Any) -> ElementRow:
    page = one.page
    edits = page is not None and page.permissions_for_user(user).can_edit()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if edits and page else ""
    return ElementRow(one, url, _what(one), tuple(_notes(one)))


def _what(one: PageDeParution) -> str:
    if one.sorte == Sorte.DEPLACER:
        where = f"« {one.destination.get_admin_display_title()} »" if one.destination else "une page supprimée"
        return f"Déplacer sous {where}"
    return str(one.get_sorte_display())


def _notes(one: PageDeParution) -> Iterable[str]:
    page = one.page
    if page is None:
        yield "Supprimée depuis"
        return
    revision = one.revision
    if one.sorte == Sorte.PUBLIER:
        who = f" par {nom_de(revision.user)}" if revision and revision.user else ""
        when = f"{timezone.localtime(one.version):%d/%m/%Y à %H:%M}" if one.version else ""
        yield f"Brouillon du {when}{who}"
        if one.est_modifiee_depuis:
            yield "Modifiée depuis"
    if one.accord_par is None:
        yield "Sans accord"
