"""Outages of the checker's own network: one row and one alert per outage, however many runs it spoils.

The alert is owed as long as `alertee_le` is empty, and the schedule asks every few minutes
(`workers.links.reports.mailing.alerts`). Meanwhile the claim hands out one run per quarter of an hour, to see whether
the network is back.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from ground.wake import wake
from liens.models import Lien
from workers.links.client.observation import Observation
from workers.links.models import PanneReseau

logger = logging.getLogger(__name__)

PAUSE = timedelta(minutes=15)


def en_cours() -> PanneReseau | None:
    """The outage that lasts, if there is one."""
    return PanneReseau.objects.ouvertes().first()


def note_outage(*, liens: int, now: datetime) -> None:
    """A run was put down to our own network: open the outage, or count one more run of it."""
    logger.error("Link run of %d put down to our own network: no state was changed.", liens)
    with transaction.atomic():
        # The constraint lets one row stand open, so that two runs that fail together are one outage.
        PanneReseau.objects.bulk_create(
            [PanneReseau(ouverte_le=now, derniere_le=now, tournees=0)], ignore_conflicts=True
        )
        PanneReseau.objects.ouvertes().update(tournees=F("tournees") + 1, liens=F("liens") + liens)
        PanneReseau.objects.ouvertes().filter(derniere_le__lt=now).update(derniere_le=now)
        transaction.on_commit(partial(wake, "links.write_alerts"), robust=True)


def close_outage(observations: Sequence[tuple[Lien, Observation]], *, now: datetime) -> None:
    """A run counted, and some site answered it: the outage is over."""
    if any(observation.status is not None for _, observation in observations):
        PanneReseau.objects.ouvertes().filter(derniere_le__lte=now).update(fermee_le=now)


def laisse_passer(*, now: datetime) -> bool:
    """Whether the schedule may hand out a run: always while all is well, else one in a quarter of an hour."""
    if en_cours() is None:
        return True
    return bool(PanneReseau.objects.ouvertes().filter(derniere_le__lte=now - PAUSE).update(derniere_le=now))
