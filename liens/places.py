"""Where an editor corrects a citation: the page of the admin, opened at the very field or block.

Wagtail's editor opens, and scrolls to, the element that the fragment names: `#:w:contentpath=` followed by the path of
a field and the ids of blocks (as its comments have them), or the id of a panel.
"""

from typing import Protocol
from urllib.parse import quote

from django.urls import reverse

from liens.models import OccurrenceLien

EDITION_D_UN_PARTENAIRE = "wagtailsnippets_taxonomy_partenaire:edit"


class Placed(Protocol):
    """What stands in a page: the path of its field, the id of the nearest block."""

    @property
    def champ(self) -> str: ...

    @property
    def bloc(self) -> str: ...


def adresse_de_correction(occurrence: OccurrenceLien) -> str:
    """The address in the admin at which the citation is edited."""
    if occurrence.page_id is not None:
        adresse = reverse("wagtailadmin_pages:edit", args=[occurrence.page_id])
        return adresse if deja_corrigee(occurrence) else adresse + ancre(occurrence)
    if occurrence.partenaire_id is not None:
        return reverse(EDITION_D_UN_PARTENAIRE, args=[occurrence.partenaire_id]) + ancre(occurrence)
    return reverse("wagtailredirects:edit", args=[occurrence.redirection_id]) + "#id_redirect_link"


def deja_corrigee(occurrence: OccurrenceLien) -> bool:
    """Whether the draft, which the editor opens, no longer holds what the live page still does."""
    page = occurrence.page
    return page is not None and page.has_unpublished_changes and not occurrence.en_brouillon


def ancre(occurrence: Placed) -> str:
    """The fragment of the address, from the path and the block of a citation or of whatever else stands there."""
    champ, *suite = occurrence.champ.split(".")
    if occurrence.bloc:
        return _contentpath(champ, occurrence.bloc, *_apres_le_dernier_rang(suite))
    if suite and suite[0].isdigit():
        return f"#inline_child_{champ}-{suite[0]}-panel-section"
    return _contentpath(champ)


def _apres_le_dernier_rang(noms: list[str]) -> list[str]:
    """The fields inside the nearest block: what stands after it in the path."""
    rangs = [place for place, nom in enumerate(noms) if nom.isdigit()]
    return noms[rangs[-1] + 1 :] if rangs else noms


def _contentpath(*noms: str) -> str:
    return f"#:w:contentpath={quote('.'.join(noms))}"
