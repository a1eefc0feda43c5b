"""A page examined: what the checks find, with what the rest of the site says of it. Writes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from doublons.admin.panel import links_of
from doublons.finding import Described, near_many
from doublons.recording import compared_types, said_by
from ground.addresses.keys import cle_de
from liens.enums import EtatLien
from liens.models import Lien
from liens.states import A_EVITER
from qualite.checks.table import remarks_on
from qualite.reading import PageRead, Surroundings, read_page
from qualite.remarks import Remark


def examined(page: Any) -> list[Remark]:
    """What is to be seen to on this page, any `PageEditoriale`, as it is in memory."""
    read = read_page(page, today=timezone.localdate())
    return remarks_on(replace(read, around=around_of({0: page}, {0: read})[0]))


def around_of(pages: Mapping[int, Any], read: Mapping[int, PageRead]) -> dict[int, Surroundings]:
    """What the rest of the site says of each of these pages, by as many questions as for one."""
    dead, doubles = _dead(read), _doubles(pages)
    return {
        key: Surroundings(doubles.get(key, ()), {url: dead[url] for url in _addresses(one) if url in dead})
        for key, one in read.items()
    }


def _doubles(pages: Mapping[int, Any]) -> dict[int, tuple[tuple[str, str], ...]]:
    compared = {key: one for key, one in pages.items() if isinstance(one, compared_types()) and not one.alias_of_id}
    asked = [Described(*said_by(one), tuple(links_of(one)), one.pk) for one in compared.values()]
    found = near_many(asked) if asked else []
    return {
        key: tuple((double.titre, double.pourquoi) for double in doubles)
        for key, doubles in zip(compared, found, strict=True)
    }


def _addresses(read: PageRead) -> set[str]:
    return {key[0] for one in read.citations if (key := cle_de(one.url)) is not None}


def _dead(read: Mapping[int, PageRead]) -> dict[str, str]:
    """The addresses among those cited that do not answer, each with its state in words; not those put aside."""
    urls = set().union(*map(_addresses, read.values())) if read else set()
    if not urls:
        return {}
    links = Lien.objects.filter(url__in=urls, etat__in=A_EVITER, mis_de_cote=False)
    links = links.exclude(etat=EtatLien.CASSE, confirme_le__isnull=False)
    return {url: str(EtatLien(state).label) for url, state in links.order_by().values_list("url", "etat")}


def next_day(read: PageRead) -> date | None:
    """The next day on which time alone makes something else of the page."""
    return min((day for day in read.freshness.due_days().values() if day > read.today), default=None)
