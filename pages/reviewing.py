"""Which pages someone should read again. One question, asked of the database."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from pages.models.base import JOURS_DE_RELECTURE, PageEditoriale

PREAVIS = timedelta(days=30)


def pages_a_relire(aujourd_hui: date) -> "QuerySet[PageEditoriale]":
    """Live pages whose review is due, or whose validity ends within a month or has ended; the oldest first."""
    echues = Q(valable_jusqu_au__lte=aujourd_hui + PREAVIS)
    for rythme, jours in JOURS_DE_RELECTURE.items():
        echues |= Q(rythme_relecture=rythme, relu_le__lte=aujourd_hui - timedelta(days=jours))
    return PageEditoriale.objects.live().filter(echues).order_by("relu_le", "valable_jusqu_au", "pk")
