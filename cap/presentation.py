"""A C.A.P. as it is read: three columns, each element with what became of its page and of its link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from cap.enums import Devenir
from cap.models import Cap, Element
from cap.stand_ins import Remplacants
from ground.templatetags.typography import jour_long
from liens.models import Lien
from liens.phrases import fraicheur_depuis
from liens.states import EtatDuLien
from public.rows import ListedPage, RowBook
from taxonomy.enums import Famille


@dataclass(frozen=True, slots=True)
class Item:
    """One element. `ligne` is its page as visitors find it now; None when they do not, and for a link of one's own.

    `lien` is what the registry knows of its link, settled on `etat_depuis`; `vu_le` is the visit before this one.
    """

    element: Element
    ligne: ListedPage | None
    lien: EtatDuLien | None
    etat_depuis: datetime | None
    remplacants: tuple[ListedPage, ...]
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
        return self.ligne is None and not self.element.est_libre

    @property
    def est_indisponible(self) -> bool:
        """Whether its link is broken, or may be dangerous, for sure."""
        return self.lien is not None and self.lien.a_eviter

    @property
    def etat_du_lien(self) -> str:
        """The state of its link in words, "" without one."""
        return fraicheur_depuis(self.lien, self.etat_depuis) if self.lien else ""

    @property
    def est_modifie(self) -> bool:
        """Whether the page was published again since it was chosen."""
        chosen, now = self.element.page_du, self.ligne.publie_le if self.ligne else None
        return bool(chosen and now and now > chosen)

    @property
    def devenir(self) -> Devenir | None:
        """What became of its page; None when nothing did."""
        return Devenir.DEPUBLIEE if self.est_depublie else Devenir.MODIFIEE if self.est_modifie else None

    @property
    def devenir_dit(self) -> str:
        """The same in words, with the date of what was chosen."""
        if self.est_depublie:
            return f"Cette page n’est plus publiée\u202f; elle l’était le {jour_long(self.element.ajoute_le)}"
        return f"Modifiée depuis votre sélection du {jour_long(self.element.ajoute_le)}" if self.est_modifie else ""

    @property
    def evenement_le(self) -> datetime | None:
        """When what is told of it happened; for a page that is gone, which keeps no date of it, when it was chosen."""
        if self.est_indisponible:
            return self.etat_depuis or self.element.ajoute_le
        if self.est_modifie and self.ligne:
            return self.ligne.publie_le
        return self.element.ajoute_le if self.est_depublie else None

    @property
    def s_est_modifie(self) -> bool:
        """Whether its page was published again since the last visit."""
        now = self.ligne.publie_le if self.ligne else None
        return bool(self.vu_le and now and now > self.vu_le and self.est_modifie)

    @property
    def s_est_perdu(self) -> bool:
        """Whether its link was found to be broken since the last visit."""
        return bool(self.vu_le and self.est_indisponible and self.etat_depuis and self.etat_depuis > self.vu_le)

    @property
    def a_change(self) -> bool:
        """Whether something happened to it since the last visit."""
        return self.s_est_modifie or self.s_est_perdu


@dataclass(frozen=True, slots=True)
class CapColumn:
    """One column, in the order of its authors."""

    famille: Famille
    titre: str
    items: tuple[Item, ...]


def colonnes_de(cap: Cap, request: HttpRequest) -> tuple[CapColumn, ...]:
    """The three columns, by a number of queries that does not depend on how much is in them."""
    elements = list(cap.elements.select_related("lien"))
    carnet = RowBook(request)
    rows = carnet.lignes_par_id([one.page_id for one in elements if one.page_id])
    carnet.fill()
    items = _items(cap, elements, {row.id: row for row in rows}, carnet)
    return tuple(CapColumn(famille, famille.pluriel, _de(famille, items)) for famille in Famille)


def _items(cap: Cap, elements: Sequence[Element], rows: dict[int, ListedPage], carnet: RowBook) -> list[Item]:
    liens = {one.pk: _lien(one, rows.get(one.page_id or 0)) for one in elements}
    broken = {lien.url for lien in liens.values() if lien and lien.a_eviter}
    since = Lien.objects.filter(url__in=broken).dans_cet_etat_depuis() if broken else {}
    chosen = {one.page_id for one in elements if one.page_id}
    lost = [pk for one in elements if (pk := one.page_id) and _est_perdu(rows.get(pk))]
    instead = Remplacants(lost, carnet)
    carnet.fill()
    return [
        Item(
            element=one,
            ligne=rows.get(one.page_id or 0),
            lien=(lien := liens[one.pk]),
            etat_depuis=since.get(lien.url) if lien else None,
            remplacants=instead.lignes(one.page_id or 0, sauf=chosen),
            vu_le=cap.visite_d_avant_le,
        )
        for one in elements
    ]


def _lien(element: Element, ligne: ListedPage | None) -> EtatDuLien | None:
    if ligne is not None:
        return ligne.lien
    lien = element.lien
    return EtatDuLien(lien.etat, lien.verifie_le, lien.confirme_le, lien.url, lien.hote) if lien else None


def _est_perdu(ligne: ListedPage | None) -> bool:
    return ligne is None or bool(ligne.lien and ligne.lien.a_eviter)


def _de(famille: Famille, items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(one for one in items if one.element.famille == famille)
