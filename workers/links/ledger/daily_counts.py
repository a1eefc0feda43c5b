"""The daily count of links by state, from which the trend is drawn."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from liens.enums import EtatLien
from liens.models import Lien
from workers.links.models import ReleveDuJour


def count_today(*, now: datetime) -> dict[str, int]:
    """Count the cited links by state and keep it as today's figures; the day's last count stays."""
    nombres = dict.fromkeys([etat.value for etat in EtatLien if etat is not EtatLien.RETIRE], 0)
    nombres |= dict(Lien.objects.cites().order_by().values_list("etat").annotate(nombre=Count("pk")))
    jour = timezone.localdate(now)
    with transaction.atomic():
        ReleveDuJour.objects.bulk_create(
            [ReleveDuJour(jour=jour, etat=etat, nombre=nombre) for etat, nombre in nombres.items()],
            update_conflicts=True,
            unique_fields=["jour", "etat"],
            update_fields=["nombre"],
        )
    return nombres
