"""What an act would do to many pages, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pages.lots.acts import SAME, Valeur, apply, refusal
from pages.lots.enums import ActeDeLot, IssueDeLot
from pages.lots.reading import why_not_read
from pages.models import PageEditoriale
from pages.rights.changing import why_not_published


@dataclass(frozen=True, slots=True)
class PrevisionDeLot:
    """What would become of one page, and why not more."""

    page: PageEditoriale
    issue: IssueDeLot
    raison: str = ""

    @property
    def sera_modifiee(self) -> bool:
        return self.issue != IssueDeLot.REFUSEE


def forecast(pages: Sequence[int], acte: ActeDeLot, valeur: Valeur, *, publier: bool, par: Any) -> list[PrevisionDeLot]:
    """Of each of these pages, in the order of the tree."""
    found = PageEditoriale.objects.filter(pk__in=pages).select_related("responsable", "locked_by").order_by("path")
    return [_of_page(page, acte, valeur, publier, par) for page in found]


def _of_page(page: PageEditoriale, acte: ActeDeLot, valeur: Valeur, publier: bool, par: Any) -> PrevisionDeLot:
    said = refusal(page, acte, valeur, par)
    if said:
        return PrevisionDeLot(page, IssueDeLot.REFUSEE, said)
    if acte is ActeDeLot.RUBRIQUE:
        return PrevisionDeLot(page, IssueDeLot.RANGEE)
    if acte is ActeDeLot.RELU:
        said = why_not_read(page)
        return PrevisionDeLot(page, IssueDeLot.REFUSEE if said else IssueDeLot.NOTEE, said)
    if not apply(page.get_latest_revision_as_object(), acte, valeur):
        return PrevisionDeLot(page, IssueDeLot.REFUSEE, SAME)
    if not publier:
        return PrevisionDeLot(page, IssueDeLot.BROUILLON)
    reason = why_not_published(page, par)
    return PrevisionDeLot(page, IssueDeLot.BROUILLON if reason else IssueDeLot.PUBLIEE, reason)
