"""Rows that wait for a worker (`attente`), each about one page: done one after the other, each in its transaction."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

logger = logging.getLogger(__name__)

UNEXPECTED = "Une erreur inattendue l’a empêché\u00a0: prévenez l’équipe technique."


def advance_rows(
    rows: QuerySet[Any], advance: Callable[[Any], None], *, at_most: int, refused: Callable[[QuerySet[Any]], Any]
) -> int:
    """Do up to `at_most` of these rows that wait, in their order; returns how many still wait.

    `advance` does a row and writes into it what became of it. After an error nobody foresaw, `refused` is given the row
    as a question to the database, which then waits no more and says so.
    """
    waiting = rows.exclude(attente="")
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:at_most]):
        try:
            with transaction.atomic():
                # Another worker may be at it: whoever holds the row does it.
                row = waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
                if row is not None:
                    advance(row)
                    row.attente = ""
                    row.save()
        except Exception:  # one page must not stop the others, whatever is wrong with it
            logger.exception("%s %d failed", rows.model.__name__, pk)
            failed = rows.model._base_manager.filter(pk=pk)
            refused(failed)
            failed.update(attente="", raison=UNEXPECTED)
    return waiting.count()
