"""What the admin's pages about links need: where a citation stands, in words and as an address."""

from typing import Any

from django import template

from liens.models import OccurrenceLien
from liens.places import adresse_de_correction, deja_corrigee
from pages.models import PageEditoriale

register = template.Library()


@register.filter
def edit_url(occurrence: OccurrenceLien) -> str:
    """The editor, opened at the very field or block."""
    return adresse_de_correction(occurrence)


@register.filter
def porteur(occurrence: OccurrenceLien) -> str:
    """Who cites: the title of a page, the name of a partner, the old address of a redirection."""
    return nom_du_porteur(occurrence.page or occurrence.partenaire or occurrence.redirection)


@register.filter
def nom_du_porteur(objet: Any) -> str:
    """As the admin calls it everywhere."""
    return str(objet.get_admin_display_title()) if isinstance(objet, PageEditoriale) else str(objet)


@register.filter
def version(occurrence: OccurrenceLien) -> str:
    """In which version of the page the address stands."""
    if occurrence.en_ligne and occurrence.en_brouillon:
        return "publiée et brouillon"
    if occurrence.en_brouillon:
        return "brouillon"
    return "publiée, corrigée dans le brouillon" if deja_corrigee(occurrence) else "publiée"
