"""What a public page's template shows beside the page's own fields.

Every list is read here, by a number of queries that does not depend on how many children a page has; templates ask
the database nothing. Works on drafts too: what an editor has not saved yet is read from memory.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from pages.models import PageEditoriale
from public.families.dressing import family_of
from public.navigation import NavigationEntry
from public.parts import BodyPart, parties_de, sommaire_de
from public.rows import RowBook
from public.structured_data import donnees_de

Contexte = dict[str, Any]
PROFONDEUR_ACCUEIL = 2


def contexte_de_page(page: PageEditoriale, request: HttpRequest) -> Contexte:
    """Breadcrumb, axe, body by parts, and what the page's own type adds."""
    carnet = RowBook(request)
    fil = fil_d_ariane(page, carnet)
    axe = carnet.navigation.axe_de(page.path or "")
    parties = parties_de(page.corps)
    adresse = page.get_url(request) or request.path
    contexte: Contexte = {
        "navigation": carnet.navigation,
        "fil": fil,
        "axe": axe,
        "code_axe": axe.code if axe else "",
        "parties": parties,
        "sommaire": sommaire_de(parties),
        "adresse": adresse if adresse.startswith("http") else f"{settings.SITE_URL}{adresse}",
    }
    propre = family_of(type(page))
    if propre is not None:
        contexte.update(propre(page, carnet))
    _citees([*parties, *contexte.get("resultats", [])], carnet)
    carnet.fill()
    contexte["donnees_structurees"] = donnees_de(page, contexte)
    return contexte


def fil_d_ariane(page: PageEditoriale, carnet: RowBook) -> list[NavigationEntry]:
    """The pages above this one, from the home page down; empty for the home page and for what is not saved yet."""
    if not page.path or page.depth <= PROFONDEUR_ACCUEIL:
        return []
    known = carnet.navigation.au_dessus_de(page.path)
    if len(known) == page.depth - PROFONDEUR_ACCUEIL:
        return known
    above: Iterable[Page] = page.get_ancestors().filter(depth__gte=PROFONDEUR_ACCUEIL)
    return [
        NavigationEntry(id=one.pk, titre=one.title, url=one.get_url(carnet.request) or "/", chemin=one.path)
        for one in above
    ]


def _citees(corps: Iterable[BodyPart], carnet: RowBook) -> None:
    """Give each list of resources of the body its rows, in the editor's order."""
    for partie in corps:
        if partie.citees:
            partie.lignes = carnet.lignes_par_id(partie.citees)
