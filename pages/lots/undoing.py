"""Takes an act on many pages back: the version before it becomes the newest, if nobody wrote anything since."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from acces.accounts.naming import nom_de
from comite.eyes import lock_refuses, publication_refused
from pages.freshness.publishing import without_reading
from pages.lots.enums import IssueDeLot
from pages.lots.models import LigneDeLot
from pages.lots.reading import unread_row
from pages.models import PageEditoriale
from pages.rights.changing import why_not_changed, why_not_published

ACTION_UNDO = "lots.annuler"
STILL_ONLINE = "La version publiée reste modifiée tant que ce brouillon n’est pas publié. {why}"


def undo_row(row: LigneDeLot) -> None:
    """Take one page back; one that cannot be keeps its result and says why."""
    page = PageEditoriale.objects.select_for_update(of=("self",)).get(pk=row.page_id)
    par = row.lot.annule_par
    if row.issue == IssueDeLot.NOTEE:
        said = unread_row(row, page, par)
    else:
        said = _move_back(row, page, par) if row.issue == IssueDeLot.RANGEE else _go_back(row, page, par)
    if said:
        row.raison = f"Non annulée. {said}"[:500]


def _move_back(row: LigneDeLot, page: PageEditoriale, par: Any) -> str:
    place = Page.objects.filter(pk=row.rangee_sous).first()
    if place is None:
        return "La page sous laquelle elle était rangée n’existe plus."
    if page.get_parent().pk != row.lot.valeur["rubrique"]:
        return "Elle a été rangée ailleurs depuis."
    said = lock_refuses(user=par, page=page)
    if said or par is None or not page.specific.permissions_for_user(par).can_move_to(place.specific):
        return said or "Il faut le droit de la déplacer."
    page.specific.move(place.specific, pos="last-child", user=par)
    row.issue, row.raison = IssueDeLot.ANNULEE, ""
    return ""


def _go_back(row: LigneDeLot, page: PageEditoriale, par: Any) -> str:
    latest = page.get_latest_revision()
    if row.apres is None or latest != row.apres or latest.created_at != row.apres_le:
        return _changed_since(latest)
    if row.avant is None:
        return "La version d’avant n’a pas été conservée."
    if said := why_not_changed(page, par):
        return said
    published = row.issue == IssueDeLot.PUBLIEE
    why = why_not_published(page, par) if published else ""
    former = row.avant.as_object()
    revision = former.save_revision(user=par, previous_revision=row.avant, clean=False)
    log(
        instance=former,
        action=ACTION_UNDO,
        user=par,
        data={"acte": str(row.lot), "lot": row.lot_id},
        revision=revision,
        content_changed=True,
    )
    if published:
        why = why or publication_refused(user=par, page=page, revision=revision)
        if not why:
            with without_reading():
                revision.publish(user=par)
    row.issue = IssueDeLot.ANNULEE
    row.raison = STILL_ONLINE.format(why=why)[:500] if why else ""
    return ""


def _changed_since(revision: Revision | None) -> str:
    if revision is None:
        return "Ses versions n’ont pas été conservées."
    who = f" par {nom_de(revision.user)}" if revision.user else ""
    when = date_format(timezone.localtime(revision.created_at), "j F Y à H:i")
    return f"Elle a été modifiée depuis{who}, le {when}."
