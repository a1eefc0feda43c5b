"""A C.A.P. as it is read: three columns, each element with what became of its page and of its link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from pages.cap.models import Cap, Element
from pages.lignes import Carnet, Ligne
from taxonomy.enums import Famille


@dataclass(frozen=True, slots=True)
class Item:
    """One element. `ligne` is its page as visitors find it now; None when they do not, and for a link of one's own."""

    element: Element
    ligne: Ligne | None
    vu_le: datetime | None

    @property
    def adresse(self) -> str:
        return self.ligne.url if self.ligne else self.element.url

    @property
    def titre(self) -> str:
        return self.ligne.titre if self.ligne else self.element.titre

    @property
    def est_depublie(self) -> bool:
        """Whether it was a page of the site that visitors may no longer see."""
        return self.ligne is None and self.element.page_du is not None

    @property
    def est_modifie(self) -> bool:
        """Whether the page was published again since it was chosen."""
        chosen, now = self.element.page_du, self.ligne.publie_le if self.ligne else None
        return bool(chosen and now and now > chosen)

    @property
    def devenir(self) -> str:
        """What became of its page, in words."""
        return "Dépubliée" if self.est_depublie else "Modifiée depuis la sélection" if self.est_modifie else ""

    @property
    def a_change(self) -> bool:
        """Whether something happened to it since the last visit."""
        now = self.ligne.publie_le if self.ligne else None
        return bool(self.vu_le and now and now > self.vu_le and self.est_modifie)


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column, in the order of its authors."""

    famille: Famille
    titre: str
    items: tuple[Item, ...]


def colonnes_de(cap: Cap, request: HttpRequest) -> tuple[Colonne, ...]:
    """The three columns, by a number of queries that does not depend on how much is in them."""
    elements = list(cap.elements.all())
    carnet = Carnet(request)
    rows = carnet.lignes_par_id([one.page_id for one in elements if one.page_id])
    carnet.remplir()
    by_id = {row.id: row for row in rows}
    items = [Item(one, by_id.get(one.page_id or 0), cap.visite_d_avant_le) for one in elements]
    return tuple(Colonne(famille, famille.pluriel, _de(famille, items)) for famille in Famille)


def _de(famille: Famille, items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(one for one in items if one.element.famille == famille)
