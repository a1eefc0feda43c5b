"""The links to look at, as the home page of the admin shows them: those that one's own pages cite."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from comite.admin.arrival import Findings, HomePlace, Row, arrives
from ground.doors import Door
from liens.enums import EtatLien
from liens.models import Lien, OccurrenceLien
from liens.places import adresse_de_correction
from pages.admin.found import writes
from pages.admin.scope import worked_on

ADDRESS_SHOWN = 80
#: The same links in the list of links (`Lien.objects.a_regarder`).
WHOLE = (
    *(("etat", etat.value) for etat in (EtatLien.CASSE, EtatLien.SUSPECT, EtatLien.DANGER, EtatLien.ATTENTION)),
    ("decision", "sans"),
)
#: The workers, which may not be installed, have the list of the links.
LINKS = Door("the list of the links")


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.LINKS, "liens", to_look_at)


def to_look_at(user: Any, at_most: int) -> Findings | None:
    """Where broken or doubtful links are cited by pages that this account works on, the latest seen first."""
    if not writes(user):
        return None
    cited = OccurrenceLien.objects.filter(page__in=worked_on(user).order_by().values("pk"))
    links = Lien.objects.a_regarder().filter(pk__in=cited.order_by().values("lien"))
    shown = _first_of_each(links.order_by("-controle_le", "pk")[:at_most], cited)
    rows = tuple(
        Row(
            titre=one.page.get_admin_display_title() if one.page else "",
            url=adresse_de_correction(one),
            note=f"{one.lien.get_etat_display()}\u00a0: {_short(one.lien.url)}",
            quand=one.lien.controle_le,
            genre="lien",
        )
        for one in shown
    )
    return Findings(rows, links.count(), LINKS.address(WHOLE) if LINKS.is_open else "")


def _first_of_each(links: "QuerySet[Lien]", cited: "QuerySet[OccurrenceLien]") -> Iterable[OccurrenceLien]:
    """One citation of each of these links, in their order."""
    keys = list(links.values_list("pk", flat=True))
    found: dict[int, OccurrenceLien] = {}
    for one in cited.filter(lien__in=keys).select_related("lien", "page").order_by("pk"):
        found.setdefault(one.lien_id, one)
    return [found[key] for key in keys if key in found]


def _short(url: str) -> str:
    return url if len(url) <= ADDRESS_SHOWN else f"{url[: ADDRESS_SHOWN - 1]}…"
