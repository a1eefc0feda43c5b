"""A set appears at its hour, or is undone: whole or not at all, at once for visitors, the index, feeds and webhooks.

One transaction holds all of it. What rooms would write for each page is gathered and written once: one line of the
journal for each page and one for the set (`ground.news.gathering`). The index is written within the transaction and
shows what is new at its commit (`search.index.together`). What raises, wherever it stands, rolls all of it back; that
is said on the screen of the set and by mail, and tried again.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from ground.news.gathering import gathering
from ground.wake import gathered_wakes
from headless.journal.marks import mark_parution
from pages.workflow.telling import telling_nobody
from parutions.applying import apply_one, in_order, undo_one
from parutions.enums import EtatParution, Issue, Sorte
from parutions.gate import refusals
from parutions.models import PageDeParution, Parution
from parutions.telling import tell_failure, tell_success
from parutions.undoing import undo_refusals
from search.index import outbox
from search.index.together import index_with_commit, let_go

logger = logging.getLogger(__name__)
#: How many pages are in memory at once.
CHUNK = 50
#: Minutes before the second, third … try. After the last, the set goes back to those who prepare it.
DELAYS = (1, 2, 5, 15, 60)
FAILED = "Une erreur a tout arrêté : {error}. Rien n’a changé pour les visiteurs."


class NotYetError(Exception):
    """The set is not due any more: it has appeared, or was taken back."""


def publish_due(*, now: datetime) -> list[Parution]:
    """Let appear what is due; returns what has. What fails does not hold the others back."""
    due = Parution.objects.filter(
        Q(prochain_essai_le__isnull=True) | Q(prochain_essai_le__lte=now), etat=EtatParution.APPROUVEE, le__lte=now
    )
    appeared = []
    for pk in due.order_by("le", "pk").values_list("pk", flat=True):
        if appear(pk, now=now):
            appeared.append(Parution.objects.get(pk=pk))
    if not appeared:
        let_go()
    return appeared


def appear(pk: int, *, now: datetime) -> bool:
    """Let this set appear, if it still is to; whether it did. Never raises for what pages or receivers do."""
    try:
        with gathered_wakes():
            _appear(pk, now=now)
    except NotYetError:
        return False
    except Exception as exc:  # noqa: BLE001  the edge of the loop: whatever a receiver raises is said, on screen and by mail
        return note_failure(pk, exc, now=now)
    return True


def _appear(pk: int, *, now: datetime) -> None:
    coming = PageDeParution.objects.filter(parution=pk, sorte=Sorte.PUBLIER, page__live=False)
    with _whole(coming.values_list("page_id", flat=True)) as written:
        parution = Parution.objects.select_for_update().get(pk=pk)
        if parution.etat != EtatParution.APPROUVEE or parution.le > now:
            raise NotYetError
        elements = _locked(parution)
        refused = refusals(parution, elements, now=now)
        if refused:
            raise ValidationError(refused)
        with _written_once(parution, elements) as to_index:
            for one in in_order(elements):
                _apply(one, by=parution.approuvee_par, now=now)
                one.save(update_fields=["avant", "issue"])
        parution.etat, parution.parue_le = EtatParution.PARUE, now
        parution.echec, parution.essais, parution.prochain_essai_le = "", 0, None
        parution.save()
        tell_success(parution, elements, now=now)
        written.extend(to_index)


def _apply(element: PageDeParution, *, by: Any, now: datetime) -> None:
    """Do it. Raises ValidationError with the page's name in its sentences, and whatever receivers raise."""
    try:
        apply_one(element, by=by, now=now)
    except ValidationError as exc:
        raise ValidationError([f"« {element.titre} » : {sentence}" for sentence in exc.messages]) from exc


def _note_references(elements: Sequence[PageDeParution]) -> None:
    """Who names what, once for each page: Wagtail would look three times while a page is published."""
    pages = Page.objects.filter(pk__in=[one.page_id for one in elements if one.page_id]).specific()
    for page in pages.iterator(chunk_size=CHUNK):
        ReferenceIndex.create_or_update_for_object(page)


@contextmanager
def _whole(coming: Collection[int]) -> Iterator[list[int]]:
    """One transaction, and the index with it: whoever is within says which pages are to be written again."""
    with index_with_commit(list(coming)) as index, transaction.atomic():
        written: list[int] = []
        yield written
        index.write(written)


@contextmanager
def _written_once(
    parution: Parution, elements: Sequence[PageDeParution], *, defaite: bool = False
) -> Iterator[list[int]]:
    """What rooms would write for each page that is changed within is written at the end; the pages for the index."""
    to_index: list[int] = []
    with gathering() as gathered:
        with disable_reference_index_auto_update(), telling_nobody():
            yield to_index
        _note_references(elements)
        mark_parution(parution.pk, defaite=defaite)
    to_index.extend(gathered.of(outbox.record))


def _locked(parution: Parution) -> list[PageDeParution]:
    """What the set holds; nobody else changes its pages until the end of this transaction."""
    pages = parution.elements.exclude(page=None).values("page_id")
    list(Page.objects.select_for_update().filter(pk__in=pages).order_by("pk").values_list("pk", flat=True))
    return list(parution.elements.select_related("page", "destination", "revision__user", "accord_par"))


def note_failure(pk: int, exc: Exception, *, now: datetime) -> bool:
    """Keep why, and when it is tried again; those who prepare the set are told once for each reason. False: it failed.

    True when the failure came after the commit: the set has appeared all the same.
    """
    with transaction.atomic():
        parution = Parution.objects.select_for_update().get(pk=pk)
        if parution.etat != EtatParution.APPROUVEE:
            logger.error("The set %d has appeared, and something failed after it", pk, exc_info=exc)
            return parution.etat == EtatParution.PARUE
        logger.error("The set %d did not appear", pk, exc_info=exc)
        reason = reason_of(exc)
        news = reason != parution.echec
        parution.echec, parution.essais = reason, parution.essais + 1
        last = parution.essais > len(DELAYS)
        if last:
            parution.etat, parution.essais, parution.prochain_essai_le = EtatParution.PREPARATION, 0, None
        else:
            parution.prochain_essai_le = now + timedelta(minutes=DELAYS[parution.essais - 1])
        parution.save()
        if news or last:
            tell_failure(parution, now=now)
    return False


def reason_of(exc: Exception) -> str:
    """Why a set did not appear, for those who prepare it."""
    if isinstance(exc, ValidationError):
        return "\n".join(exc.messages)
    return FAILED.format(error=f"{type(exc).__name__}, {exc}"[:300])


def undo(pk: int, *, by: Any, now: datetime) -> None:
    """Bring back what was there before the set appeared: all of it, or nothing. Raises ValidationError, and whatever
    receivers raise."""
    coming = PageDeParution.objects.filter(parution=pk, sorte=Sorte.DEPUBLIER, page__live=False)
    with gathered_wakes(), _whole(coming.values_list("page_id", flat=True)) as written:
        parution = Parution.objects.select_for_update().get(pk=pk)
        elements = _locked(parution)
        refused = undo_refusals(parution, elements)
        if refused:
            raise ValidationError(refused)
        at = parution.parue_le or now
        with _written_once(parution, elements, defaite=True) as to_index:
            for one in reversed(in_order(one for one in elements if one.issue == Issue.FAITE)):
                undo_one(one, by=by, at=at)
                one.save(update_fields=["issue"])
        parution.etat, parution.defaite_le, parution.defaite_par = EtatParution.DEFAITE, now, by
        parution.save()
        written.extend(to_index)
