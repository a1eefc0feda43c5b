"""Usages in an editor's words: a title, where to edit it, and whether visitors see it."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from taxonomy.usages import Usage, Usages


@dataclass(frozen=True, slots=True)
class LigneDUsage:
    """One row of a list of usages; `url` is "" when the reader may not edit the object."""

    titre: str
    genre: str
    champs: str
    etat: str
    url: str


def lignes_d_usages(usages: Usages, lecteur: Any) -> list[LigneDUsage]:
    """The usages that are named, for this reader; one query for the pages' types, none for each row."""
    adresses = AdminURLFinder(lecteur)
    return [_ligne(usage, adresses) for usage in usages.exemples]


def _ligne(usage: Usage, adresses: AdminURLFinder) -> LigneDUsage:
    objet = usage.objet
    genre, etat = objet._meta.verbose_name, ""
    if isinstance(objet, Page):
        classe = objet.cached_content_type.model_class()
        genre = classe._meta.verbose_name if classe else genre
        etat = "Brouillon seulement" if usage.brouillon_seul else "En ligne" if objet.live else "Brouillon"
    titre = objet.get_admin_display_title() if isinstance(objet, Page) else str(objet)
    return LigneDUsage(
        titre=str(titre),
        genre=capfirst(str(genre)),
        champs=", ".join(usage.champs),
        etat=etat,
        url=adresses.get_edit_url(objet) or "",
    )
