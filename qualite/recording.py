"""Keeps what was found in step with pages: whoever saves marks, a worker examines, the schedule does what was lost."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

from pages.models import PageEditoriale
from qualite.checks.table import remarks_on
from qualite.examining import around_of, next_day
from qualite.models import BilanDeQualite
from qualite.reading import read_page
from qualite.score import scored

logger = logging.getLogger(__name__)
#: Of another scheme, a row is made anew: another number whenever checks or their sentences change.
SCHEME = "1"
#: Pages of one transaction, during which others wait to save.
LOT = 25
MISSING_AT_ONCE = 2_000
WRITTEN = ["score", "nombre", "verifications", "constats", "schema", "a_refaire", "a_revoir_le", "examine_le"]


def mark(keys: Collection[int]) -> None:
    """Have these pages examined again; those that never were are examined too."""
    rows = [BilanDeQualite(page_id=pk) for pk in sorted(set(keys))]
    BilanDeQualite.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["page"], update_fields=["a_refaire"], batch_size=500
    )


def mark_known(keys: Any) -> int:
    """The same of pages that were examined before, given as keys or as a question; returns how many."""
    return BilanDeQualite.objects.filter(page__in=keys, a_refaire=False).update(a_refaire=True)


def forget(pk: int) -> None:
    """Let go of what is known of a page that is being deleted."""
    BilanDeQualite.objects.filter(pk=pk).delete()


def mark_late(today: date) -> int:
    """Mark what time, another scheme or a lost message left behind; how many were never examined, of those at once."""
    late = Q(a_revoir_le__lte=today) | ~Q(schema=SCHEME)
    BilanDeQualite.objects.filter(late, a_refaire=False).update(a_refaire=True)
    known = BilanDeQualite.objects.values("page")
    missing = PageEditoriale.objects.filter(alias_of__isnull=True).exclude(pk__in=known).order_by("pk")
    keys = list(missing.values_list("pk", flat=True)[:MISSING_AT_ONCE])
    mark(keys)
    return len(keys)


def examine_marked(at_most: int = LOT) -> int:
    """Examine up to so many of the pages that are marked; returns how many were done, 0 when none waits.

    In one transaction: what is saved meanwhile waits for it, and is marked again.
    """
    with transaction.atomic():
        waiting = BilanDeQualite.objects.select_for_update().filter(a_refaire=True).order_by("pk")[:at_most]
        keys = list(waiting.values_list("pk", flat=True))
        drafts = drafts_of(keys)
        rows = examine(drafts)
        BilanDeQualite.objects.bulk_update(rows, WRITTEN)
        # A version that cannot be read is said by its own page: it waits for its next save.
        BilanDeQualite.objects.filter(pk__in=set(keys) - set(drafts)).update(
            a_refaire=False, schema=SCHEME, a_revoir_le=None
        )
    return len(keys)


def drafts_of(keys: Sequence[int]) -> dict[int, Any]:
    """These pages as their latest versions have them; copies that follow another page are left out."""
    drafts: dict[int, Any] = {}
    for page in PageEditoriale.objects.filter(pk__in=keys, alias_of__isnull=True).specific():
        try:
            drafts[page.pk] = (
                page.get_latest_revision_as_object() if page.has_unpublished_changes else with_children(page)
            )
        except Exception:  # one page must not stop the others, whatever its version holds
            logger.exception("qualite: the draft of page %d cannot be read", page.pk)
    return drafts


def with_children(page: Any) -> Any:
    """The same page with its children and terms read once, as a version holds them."""
    for relation in (*get_all_child_relations(type(page)), *get_all_child_m2m_relations(type(page))):
        name = relation.get_accessor_name() if relation.auto_created else relation.name
        if relation.related_model._meta.app_label != "wagtailcore":
            getattr(page, name).get_object_list()
    return page


def examine(drafts: dict[int, Any]) -> list[BilanDeQualite]:
    """What is found on each of these pages, as rows that are not written yet."""
    today, now = timezone.localdate(), timezone.now()
    read = {pk: read_page(page, today=today) for pk, page in drafts.items()}
    around = around_of(drafts, read)
    rows = []
    for pk, one in read.items():
        remarks = remarks_on(replace(one, around=around[pk]))
        score = scored(remarks)
        rows.append(
            BilanDeQualite(
                page_id=pk,
                score=score.points,
                nombre=len(remarks),
                verifications=[loss.verification.value for loss in score.losses],
                constats=[remark.as_json() for remark in remarks],
                schema=SCHEME,
                a_refaire=False,
                a_revoir_le=next_day(one),
                examine_le=now,
            )
        )
    return rows
