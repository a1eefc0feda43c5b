"""« Relu aujourd’hui » for many pages: a fact about what is online, which no draft and no publication carries."""

from datetime import date
from typing import Any

from django.utils import timezone

from pages.lots.acts import SAME
from pages.lots.enums import IssueDeLot
from pages.lots.models import LigneDeLot
from pages.models import PageEditoriale
from pages.reading.marking import mark_read, unmark_read

NOT_ONLINE = "La page n’est pas en ligne."
READ_SINCE = "Elle a été relue à nouveau depuis."


def why_not_read(page: PageEditoriale) -> str:
    """Why the page cannot be marked as read today."""
    if not page.live:
        return NOT_ONLINE
    return SAME if page.relu_le == timezone.localdate() else ""


def read_row(row: LigneDeLot, page: PageEditoriale) -> str:
    """Mark its page; returns why not. Changes `row`."""
    if said := why_not_read(page):
        return said
    row.relue_avant, row.apres_le = page.relu_le, timezone.now()
    mark_read([page], user=row.lot.par)
    row.issue = IssueDeLot.NOTEE
    return ""


def unread_row(row: LigneDeLot, page: PageEditoriale, par: Any) -> str:
    """Give its page the reading back that it had; returns why not. Changes `row`."""
    marked: date | None = timezone.localdate(row.apres_le) if row.apres_le else None
    if page.relu_le != marked:
        return READ_SINCE
    unmark_read(page, to=row.relue_avant, user=par)
    row.issue, row.raison = IssueDeLot.ANNULEE, ""
    return ""
