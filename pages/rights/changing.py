"""Whether one account may change, or publish, one page now: asked by whatever changes many pages, in sentences.

"" means that nothing stands against it. `version_before` and `what_is_missing` are what such a change begins and ends
with.
"""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.models import Revision

from acces.accounts.naming import nom_de
from comite.eyes import changes_alone
from pages.models import PageEditoriale
from pages.publication_rules import sentences_of

CHANGED_ALONE = "Quatre yeux\u00a0: une autre personne publiera ce brouillon."
NO_ACCOUNT = "Le compte qui l’a demandé n’existe plus ou n’est plus actif."


def why_not_changed(page: PageEditoriale, par: Any) -> str:
    """Why this account may not change the page now."""
    if par is None or not par.is_active:
        return NO_ACCOUNT
    if page.alias_of_id:
        return "C’est une copie qui suit une autre page : elle changera quand l’original sera publié."
    if not page.permissions_for_user(par).can_edit():
        return "Il faut le droit de modifier cette page."
    return why_locked(page, par)


def why_locked(page: PageEditoriale, par: Any) -> str:
    """Which lock holds this account back."""
    verrou = page.get_lock()
    if verrou is None or not verrou.for_user(par):
        return ""
    if isinstance(verrou, ScheduledForPublishLock):
        return "Sa publication est programmée : annulez-la d’abord, ou attendez qu’elle soit faite."
    if isinstance(verrou, WorkflowLock):
        return "Elle est en cours de relecture : seuls ses relecteurs peuvent la modifier."
    if isinstance(verrou, BasicLock) and page.locked_by is not None:
        return f"Elle est verrouillée par {nom_de(page.locked_by)}."
    return "Elle est verrouillée."


def why_not_published(page: PageEditoriale, par: Any) -> str:
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


def version_before(page: PageEditoriale) -> Revision:
    """The version to go back to; a page that never had one gets it now."""
    derniere = page.get_latest_revision()
    if derniere is None:
        derniere = page.specific.save_revision(clean=False, changed=False)
        page.refresh_from_db()
    return derniere


def what_is_missing(page: PageEditoriale) -> str:
    """Why a page that is not complete may not be published."""
    try:
        page.full_clean()
    except ValidationError as exc:
        return " ".join(sentences_of(page, exc))
    return ""
