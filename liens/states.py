"""The state of a link as pages show it: read for many pages at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from liens.enums import EtatLien
from liens.models import OccurrenceLien
from pages.page_types import main_link_places

#: States in which a visitor is warned.
A_EVITER = frozenset({EtatLien.CASSE, EtatLien.DANGER})


#: The columns of an occurrence from which `EtatDuLien` is made.
COLONNES_DU_LIEN = ("lien__etat", "lien__verifie_le", "lien__confirme_le", "lien__url", "lien__hote")


class EtatDuLien(NamedTuple):
    """What the registry knows of an address, as visitors are told."""

    etat: str
    verifie_le: datetime | None
    confirme_le: datetime | None
    url: str
    hote: str

    @property
    def a_eviter(self) -> bool:
        """Whether the visitor is told before opening it; not when somebody saw a broken one work against the check."""
        return self.etat in A_EVITER and not self.est_confirme

    @property
    def est_confirme(self) -> bool:
        """Whether somebody saw it work. What may be dangerous stays so, whoever opened it."""
        return self.confirme_le is not None and self.etat != EtatLien.DANGER


def premiers_liens(ids: Iterable[int]) -> dict[int, EtatDuLien]:
    """The link for which each page is there (`main_link` of its type)."""
    shown = OccurrenceLien.objects.filter(page_id__in=ids, en_ligne=True, champ__in=main_link_places())
    return {page_id: EtatDuLien(*columns) for page_id, *columns in shown.values_list("page_id", *COLONNES_DU_LIEN)}
