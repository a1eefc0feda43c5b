"""Does one act on many pages, by batches: each page in a transaction of its own, changed whole or left with the reason.

The first batch runs while the editor waits; the rest belongs to a worker, and the schedule takes up what a lost message
or a killed worker left. A page is read again, with its rights and locks, at the moment it is changed. The log of the
Comité has one entry, that of the act; the history of each page has its own.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from comite.eyes import publication_refused
from comite.refusing import RuleError
from comite.traces.keeping import told_once
from pages.freshness.publishing import without_reading
from pages.lots.acts import SAME, Valeur, apply, destination, refusal
from pages.lots.enums import ActeDeLot, AttenteDeLot, IssueDeLot
from pages.lots.models import LigneDeLot, ModificationEnLot
from pages.lots.reading import read_row
from pages.lots.undoing import ACTION_UNDO, undo_row
from pages.models import PageEditoriale
from pages.rights.changing import version_before, what_is_missing, why_not_published
from pages.writing.waiting import advance_rows

ACTION = "lots.modifier"
#: How many pages are changed while the editor waits, and between two looks of the worker at its queue.
LOT = 10
#: How many pages one act may be about.
PAGES_AT_MOST = 20_000
TOO_MANY = f"Un lot a {PAGES_AT_MOST} pages au plus : filtrez davantage."
NONE = "Aucune page n’est choisie."


@transaction.atomic
def request_lot(
    *, acte: ActeDeLot, valeur: Valeur, dit: str, pages: Iterable[int], publier: bool, par: Any
) -> ModificationEnLot:
    """Note what is to be done, one row for each page; nothing is changed yet. Raises ValidationError."""
    keys = list(PageEditoriale.objects.filter(pk__in=list(pages)).order_by("path").values_list("pk", flat=True))
    if not keys:
        raise ValidationError(NONE)
    if len(keys) > PAGES_AT_MOST:
        raise ValidationError(TOO_MANY)
    lot = ModificationEnLot.objects.create(acte=acte, valeur=dict(valeur), dit=dit[:500], publier=publier, par=par)
    LigneDeLot.objects.bulk_create((LigneDeLot(lot=lot, page_id=pk) for pk in keys), batch_size=1_000)
    log(instance=lot, action=ACTION, user=par, data={"acte": lot.of_pages(len(keys)), "pages": len(keys)})
    return lot


@transaction.atomic
def request_undo(lot: ModificationEnLot, *, par: Any) -> int:
    """Note that what was changed is to be taken back; returns how many pages that concerns."""
    done = LigneDeLot.objects.filter(lot=lot, issue__in=DONE, attente="")
    count = done.update(attente=AttenteDeLot.DEFAIRE)
    if count:
        ModificationEnLot.objects.filter(pk=lot.pk).update(annule_par=par, annule_le=timezone.now())
        lot.refresh_from_db()
        log(instance=lot, action=ACTION_UNDO, user=par, data={"acte": lot.of_pages(count), "pages": count})
    return count


DONE = (IssueDeLot.BROUILLON, IssueDeLot.PUBLIEE, IssueDeLot.RANGEE, IssueDeLot.NOTEE)


def advance_lots(lot: ModificationEnLot | None = None, *, at_most: int = LOT) -> int:
    """Do up to `at_most` of the rows that wait, of this act or of all; returns how many still wait."""
    rows = LigneDeLot.objects.select_related("lot")
    if lot is not None:
        rows = rows.filter(lot=lot)
    return advance_rows(rows, _advance, at_most=at_most, refused=_refuse)


def _advance(row: LigneDeLot) -> None:
    with told_once():
        if row.attente == AttenteDeLot.DEFAIRE:
            undo_row(row)
        else:
            _do(row)


def _refuse(failed: Any) -> None:
    failed.filter(attente=AttenteDeLot.FAIRE).update(issue=IssueDeLot.REFUSEE)


def _do(row: LigneDeLot) -> None:
    lot = row.lot
    acte = ActeDeLot(lot.acte)
    page = PageEditoriale.objects.select_for_update(of=("self",)).get(pk=row.page_id)
    said = refusal(page, acte, lot.valeur, lot.par)
    if not said:
        try:
            with transaction.atomic():
                said = _done(row, page, acte)
        except RuleError as refused:
            said = str(refused)
        except ValidationError as refused:
            said = " ".join(refused.messages)
    if said:
        row.issue, row.raison = IssueDeLot.REFUSEE, said[:500]


def _done(row: LigneDeLot, page: PageEditoriale, acte: ActeDeLot) -> str:
    if acte is ActeDeLot.RELU:
        return read_row(row, page)
    return _move(row, page) if acte is ActeDeLot.RUBRIQUE else _change(row, page, acte)


def _move(row: LigneDeLot, page: PageEditoriale) -> str:
    place = destination(row.lot.valeur)
    if place is None:
        return SAME
    row.rangee_sous = page.get_parent().pk
    page.specific.move(place.specific, pos="last-child", user=row.lot.par)
    row.issue = IssueDeLot.RANGEE
    return ""


def _change(row: LigneDeLot, page: PageEditoriale, acte: ActeDeLot) -> str:
    lot = row.lot
    before = version_before(page)
    draft = page.get_latest_revision_as_object()
    if not apply(draft, acte, lot.valeur):
        return SAME
    reason = why_not_published(page, lot.par) if lot.publier else ""
    publishes = lot.publier and not reason
    if publishes and (missing := what_is_missing(draft)):
        publishes, reason = False, f"Elle ne peut pas être publiée telle quelle. {missing}"
    # A draft may be incomplete: it is kept as it was, but for what was asked.
    revision = draft.save_revision(user=lot.par, clean=False)
    log(
        instance=draft,
        action=ACTION,
        user=lot.par,
        data={"acte": str(lot), "lot": lot.pk},
        revision=revision,
        content_changed=True,
    )
    if publishes and (refused := publication_refused(user=lot.par, page=page, revision=revision)):
        publishes, reason = False, refused
    if publishes:
        with without_reading():
            revision.publish(user=lot.par)
        revision.refresh_from_db()
    row.avant, row.apres, row.apres_le = before, revision, revision.created_at
    row.issue = IssueDeLot.PUBLIEE if publishes else IssueDeLot.BROUILLON
    row.raison = reason[:500]
    return ""
