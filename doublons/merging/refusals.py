"""Why two ressources cannot be merged, in sentences for the editor; "" when nothing stands against it."""

from typing import Any

from comite.enums import Act
from comite.eyes import lock_refuses
from comite.rights import refuses
from doublons.models import FusionDeRessources
from pages.models import PageEditoriale, Ressource

SAME = "Choisissez une autre ressource que celle qui disparaît."
RESSOURCES = "Seules deux ressources se fusionnent."
ALIAS = "Une copie qui suit une autre page ne se fusionne pas : fusionnez l’original."
DONE = "« {title} » a déjà été fusionnée."
OFFLINE = (
    "« {kept} » n’est pas en ligne, « {gone} » l’est : gardez celle que les visiteurs voient, ou publiez l’autre"
    " d’abord."
)
WAITS = "« {title} » est en relecture : attendez qu’elle soit décidée, ou annulez-la."
SCHEDULED = "La publication de « {title} » est programmée : annulez-la d’abord."
NOT_EDIT = "Il faut le droit de modifier « {title} »."
NOT_TAKEN_AWAY = "Il faut le droit de retirer et de supprimer « {title} »."


def refusal(*, source: PageEditoriale, cible: PageEditoriale, by: Any) -> str:
    """Why this account may not have `cible` take the place of `source` now."""
    return _of_the_two(source, cible) or _of_state(source) or _of_state(cible) or _of_rights(source, cible, by)


def _of_the_two(source: PageEditoriale, cible: PageEditoriale) -> str:
    if source.pk == cible.pk:
        return SAME
    if not (isinstance(source, Ressource) and isinstance(cible, Ressource)):
        return RESSOURCES
    if source.alias_of_id or cible.alias_of_id:
        return ALIAS
    for page in (source, cible):
        # One that is online again was taken back: it may be merged anew.
        if not page.live and FusionDeRessources.objects.filter(source=page).exists():
            return DONE.format(title=page.get_admin_display_title())
    if source.live and not cible.live:
        return OFFLINE.format(kept=cible.get_admin_display_title(), gone=source.get_admin_display_title())
    return ""


def _of_state(page: PageEditoriale) -> str:
    title = page.get_admin_display_title()
    if page.workflow_in_progress:
        return WAITS.format(title=title)
    return SCHEDULED.format(title=title) if page.scheduled_revision else ""


def _of_rights(source: PageEditoriale, cible: PageEditoriale, by: Any) -> str:
    for page in (source, cible):
        if said := lock_refuses(user=by, page=page):
            return said
        if not page.permissions_for_user(by).can_edit():
            return NOT_EDIT.format(title=page.get_admin_display_title())
    rights = source.permissions_for_user(by)
    if not rights.can_delete() or (source.live and not rights.can_unpublish()):
        return NOT_TAKEN_AWAY.format(title=source.get_admin_display_title())
    if refuses(user=by, act=Act.DELETE, page=source):
        return NOT_TAKEN_AWAY.format(title=source.get_admin_display_title())
    return ""
