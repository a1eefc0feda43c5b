"""A page’s draft is given new values: the one way of it for whoever is not in the editor."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from comite.enums import Act
from comite.eyes import lock_refuses
from comite.refusing import RuleError
from comite.rights import Held, may
from comite.standings import governed
from pages.models import PageEditoriale
from pages.writing.values import give_values

NOT_YOURS = "Votre compte ne peut pas modifier cette page\u00a0: une autre organisation en répond."
ALIAS = "Cette page en suit une autre\u00a0: c’est l’autre qui se modifie."
REVIEWED = "Cette page est en relecture\u00a0: attendez qu’elle soit approuvée ou renvoyée."
NO_PLACE = "Votre compte ne peut pas ajouter de page sous «\u00a0{parent}\u00a0»."
NOT_HERE = "Une page de ce genre ne se range pas sous «\u00a0{parent}\u00a0»."
NOT_FOR = "Votre compte ne peut pas créer de page pour cette organisation."


def refusal_to_change(*, by: Any, page: PageEditoriale, reviewed: bool = True) -> str:
    """Why this account may not change the page’s draft now, as a sentence; "" when it may.

    `reviewed` False: the page is known not to be in review, which spares a question to the database.
    """
    if page.alias_of_id:
        return ALIAS
    if not page.permissions_for_user(by).can_edit():
        return NOT_YOURS
    locked = lock_refuses(user=by, page=page)
    if locked or not reviewed:
        return locked
    lock = page.get_lock()
    return REVIEWED if lock is not None and lock.for_user(by) else ""


def refusal_to_create(*, by: Any, parent: Page, model: type[PageEditoriale], responsable: int | None) -> str:
    """Why this account may not make such a page there for this organisation, as a sentence; "" when it may."""
    said = {"parent": parent.get_admin_display_title()}
    if not model.can_create_at(parent.specific_deferred):
        return NOT_HERE.format(**said)
    if not parent.specific_deferred.permissions_for_user(by).can_add_subpage():
        return NO_PLACE.format(**said)
    if governed(by) and not may(user=by, act=Act.CREATE, page=Held(responsable)):
        return NOT_FOR
    return ""


@transaction.atomic
def change_draft(
    *, page: PageEditoriale, values: Mapping[str, Any], by: Any, action: str | bool = True
) -> tuple[Revision, Revision]:
    """The version before and the new one. `values`: what changes (`pages.writing.values`); the rest stays as it is.

    A draft may be incomplete. Raises RuleError when this account may not.
    """
    held = PageEditoriale.objects.select_for_update(of=("self",)).get(pk=page.pk)
    refused = refusal_to_change(by=by, page=held)
    if refused:
        raise RuleError(refused)
    before = version_of(held)
    draft = held.get_latest_revision_as_object()
    give_values(draft, values)
    return before, draft.save_revision(user=by, clean=False, log_action=action)


def version_of(page: PageEditoriale) -> Revision:
    """The version to go back to; a page that never had one gets it now."""
    last: Revision | None = page.get_latest_revision()
    if last is None:
        last = page.specific.save_revision(clean=False, changed=False)
        page.refresh_from_db()
    return last
