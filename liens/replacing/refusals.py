"""Who may replace an address where, in sentences for the editor; "" means that nothing stands against it."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.permissions import policy_registry

from acces.accounts.naming import nom_de
from comite.enums import Act
from comite.eyes import changes_alone
from comite.rights import refuses
from ground.addresses.keys import cle_de
from ground.addresses.validation import validate_url, with_scheme
from liens.models import Lien
from pages.models import PageEditoriale
from taxonomy.models import Partenaire

CHANGED_ALONE = "Quatre yeux\u00a0: une autre personne publiera ce brouillon."
SANS_COMPTE = "Le compte qui l’a demandé n’existe plus ou n’est plus actif."


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
    if par is None or not par.is_active:
        return SANS_COMPTE
    if page.alias_of_id:
        return "C’est une copie qui suit une autre page : elle changera quand l’original sera publié."
    if not page.permissions_for_user(par).can_edit():
        return "Il faut le droit de modifier cette page."
    if refuses(user=par, act=Act.REPLACE_LINKS, page=page):
        return "Votre rôle permet de la modifier, pas d’y remplacer un lien partout."
    verrou = page.get_lock()
    if verrou is None or not verrou.for_user(par):
        return ""
    return _raison_du_verrou(page, verrou)


def _raison_du_verrou(page: PageEditoriale, verrou: Any) -> str:
    if isinstance(verrou, ScheduledForPublishLock):
        return "Sa publication est programmée : annulez-la d’abord, ou attendez qu’elle soit faite."
    if isinstance(verrou, WorkflowLock):
        return "Elle est en cours de relecture : seuls ses relecteurs peuvent la modifier."
    if isinstance(verrou, BasicLock) and page.locked_by is not None:
        return f"Elle est verrouillée par {nom_de(page.locked_by)}."
    return "Elle est verrouillée."


def pourquoi_pas_publiee(page: PageEditoriale, par: Any) -> str:
    """Why a page that may be changed is not published at once with it."""
    if not page.live:
        return "La page n’est pas en ligne."
    if page.has_unpublished_changes:
        return "Elle a déjà des modifications en attente, qui seraient publiées avec."
    if page.workflow_in_progress:
        return "Elle est en cours de relecture."
    if not page.permissions_for_user(par).can_publish():
        return "Il faut le droit de publier cette page."
    return CHANGED_ALONE if changes_alone(par) else ""


def refus_pour_fiche(fiche: Partenaire | Redirect, par: Any) -> str:
    """Why this account may not change the partner's card or the redirection. Neither has drafts."""
    if par is None or not par.is_active:
        return SANS_COMPTE
    if not policy_registry.get_by_type(type(fiche)).user_has_permission_for_instance(par, "change", fiche):
        nom = "cette fiche" if isinstance(fiche, Partenaire) else "cette redirection"
        return f"Il faut le droit de modifier {nom}."
    return ""
