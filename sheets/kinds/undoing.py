"""Takes back what lines did to one page: a new one is deleted, a changed one is what it was, if nobody wrote since."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, Revision

from acces.accounts.naming import nom_de
from pages.models import PageEditoriale
from pages.writing.changing import refusal_to_change
from sheets.models import LigneDeFeuille

UNDONE = "feuilles.annulation"
NOT_DELETED = "Votre rôle ne permet pas de la supprimer\u00a0: un éditeur de votre organisation peut annuler l’import."
ONLINE = "Elle est en ligne depuis\u00a0: retirez-la du site, puis supprimez-la."
LOST = "La version d’avant n’a pas été conservée."
STILL_ONLINE = "La version en ligne ne change pas tant que ce brouillon n’est pas publié."


def undo_pages(lines: Sequence[LigneDeFeuille], *, by: Any, made: bool) -> str:
    """`lines`: those about one page, in their order; `made`: whether the first of them made the page.

    Why it cannot be taken back, as a sentence, or "".
    """
    page = PageEditoriale.objects.select_for_update(of=("self",)).filter(pk=lines[0].page_id).first()
    if page is None:
        return ""
    first, last = lines[0], lines[-1]
    latest = page.get_latest_revision()
    if latest is None or latest != last.apres or latest.created_at != last.apres_le:
        return _changed_since(latest)
    if made:
        return _delete(page, by)
    if first.avant is None:
        return LOST
    refused = refusal_to_change(by=by, page=page)
    if not refused:
        before: Any = first.avant.as_object()
        before.save_revision(user=by, previous_revision=first.avant, clean=False, log_action=UNDONE)
    return refused


def _delete(page: PageEditoriale, by: Any) -> str:
    if page.live:
        return ONLINE
    if not page.permissions_for_user(by).can_delete():
        return NOT_DELETED
    # Read as a page of the tree: the number of children above is kept right.
    Page.objects.get(pk=page.pk).specific.delete(user=by)
    return ""


def _changed_since(revision: Revision | None) -> str:
    if revision is None:
        return LOST
    who = f" par {nom_de(revision.user)}" if revision.user else ""
    when = date_format(timezone.localtime(revision.created_at), "j F Y à H:i")
    return f"Elle a été modifiée depuis{who}, le {when}\u00a0: reprenez-la à la main."
