"""The way out of a link that does not work: a copy kept by a public archive, or the partner's own home page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ground.addresses.keys import cle_de
from ground.keeping.offers import WAYS_OUT, shows
from liens.enums import EtatLien
from liens.models import Lien
from liens.states import A_EVITER, EtatDuLien

#: Followed by an address, leads to its latest copy. Nothing is asked of it: it is a link for the visitor.
ARCHIVE = "https://web.archive.org/web/"


@dataclass(frozen=True, slots=True)
class Repli:
    """Where a visitor may go instead; `partenaire` and `site` are empty when no home page is known to be better."""

    archive: str
    partenaire: str = ""
    site: str = ""


def repli_de(lien: EtatDuLien | None, partenaires: Iterable[Any], request: HttpRequest) -> Repli | None:
    """The way out of `lien`; None while it is not broken for sure, so that a living page costs no query."""
    if lien is None or not lien.a_eviter or not lien.hote:
        return None
    shows(request, WAYS_OUT)
    sites = {cle[0]: one for one in partenaires if one.site and (cle := cle_de(one.site)) is not None}
    etats = dict(Lien.objects.filter(url__in=sites).exclude(hote="").values_list("url", "etat"))
    for url, one in sites.items():
        # A site that was taken over is taken over whole.
        if etats.get(url) not in (None, *A_EVITER) and not (lien.etat == EtatLien.DANGER and _meme_hote(url, lien)):
            return Repli(ARCHIVE + lien.url, one.nom, one.site)
    return Repli(ARCHIVE + lien.url)


def _meme_hote(url: str, lien: EtatDuLien) -> bool:
    cle = cle_de(url)
    return cle is not None and cle[1] == lien.hote
