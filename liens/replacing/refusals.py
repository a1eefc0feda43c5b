"""Who may replace an address where, in sentences for the editor; "" means that nothing stands against it."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.permissions import policy_registry

from comite.enums import Act
from comite.rights import refuses
from ground.addresses.keys import cle_de
from ground.addresses.validation import validate_url, with_scheme
from liens.models import Lien
from pages.models import PageEditoriale
from pages.rights.changing import NO_ACCOUNT, why_not_changed
from taxonomy.models import Partenaire


def validate_new_address(lien: Lien, nouvelle: str) -> str:
    """The address to write, without the spaces around it. Raises ValidationError, with the fields' own sentences."""
    texte = with_scheme(nouvelle).strip()
    if not texte:
        raise ValidationError("Écrivez la nouvelle adresse.", code="url")
    validate_url(texte)
    cle = cle_de(texte)
    if cle is not None and cle[0] == lien.url:
        raise ValidationError("C’est déjà l’adresse actuelle : écrivez-en une autre.", code="url")
    return texte


class RefusDeRemplacerError(Exception):
    """A page is left as it is; the text says why, to the editor."""


def refus_pour_page(page: PageEditoriale, par: Any) -> str:
    """Why this account may not change the page now."""
    refus = why_not_changed(page, par)
    if not refus and refuses(user=par, act=Act.REPLACE_LINKS, page=page):
        return "Votre rôle permet de la modifier, pas d’y remplacer un lien partout."
    return refus


def refus_pour_fiche(fiche: Partenaire | Redirect, par: Any) -> str:
    """Why this account may not change the partner's card or the redirection. Neither has drafts."""
    if par is None or not par.is_active:
        return NO_ACCOUNT
    if not policy_registry.get_by_type(type(fiche)).user_has_permission_for_instance(par, "change", fiche):
        nom = "cette fiche" if isinstance(fiche, Partenaire) else "cette redirection"
        return f"Il faut le droit de modifier {nom}."
    return ""
