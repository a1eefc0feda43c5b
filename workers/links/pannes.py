"""Outages of the checker's own network: one row and one alert per outage, however many runs it spoils.

The row is its own outbox: the alert is owed as long as `alertee_le` is empty, and the schedule asks every few minutes,
so that a mail server that shares the outage delays the alert and loses nothing. Meanwhile the claim hands out one run
per quarter of an hour, to see whether the network is back.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from pages.models import Lien
from search.wake import wake
from workers.links.models import PanneReseau
from workers.links.observation import Observation

logger = logging.getLogger(__name__)

PAUSE = timedelta(minutes=15)
RESERVE = timedelta(minutes=5)
OBJET = "[ODD 17] La vérification des liens est arrêtée : notre réseau ne répond plus"
MESSAGE = """\
Depuis le {debut}, les contrôles de liens échouent tous ensemble : cela vient de notre propre réseau,
pas des sites des partenaires.

Aucun état n’a été changé et aucun message n’est parti aux éditeurs. Les contrôles reprendront d’eux-mêmes ;
une tournée d’essai part tous les quarts d’heure.

À vérifier sur la machine qui contrôle : la connexion au réseau, le serveur de noms, le pare-feu.
"""


def en_cours() -> PanneReseau | None:
    """The outage that lasts, if there is one."""
    return PanneReseau.objects.ouvertes().first()


def noter(*, liens: int, now: datetime) -> None:
    """A run was put down to our own network: open the outage, or count one more run of it."""
    logger.error("Link run of %d put down to our own network: no state was changed.", liens)
    with transaction.atomic():
        # The constraint lets one row stand open, so that two runs that fail together are one outage.
        PanneReseau.objects.bulk_create(
            [PanneReseau(ouverte_le=now, derniere_le=now, tournees=0)], ignore_conflicts=True
        )
        PanneReseau.objects.ouvertes().update(tournees=F("tournees") + 1, liens=F("liens") + liens)
        PanneReseau.objects.ouvertes().filter(derniere_le__lt=now).update(derniere_le=now)
        transaction.on_commit(partial(wake, "links.alerter"), robust=True)


def clore(observations: Sequence[tuple[Lien, Observation]], *, now: datetime) -> None:
    """A run counted, and some site answered it: the outage is over."""
    if any(observation.status is not None for _, observation in observations):
        PanneReseau.objects.ouvertes().filter(derniere_le__lte=now).update(fermee_le=now)


def laisse_passer(*, now: datetime) -> bool:
    """Whether the schedule may hand out a run: always while all is well, else one in a quarter of an hour."""
    if en_cours() is None:
        return True
    return bool(PanneReseau.objects.ouvertes().filter(derniere_le__lte=now - PAUSE).update(derniere_le=now))


def alerter(*, now: datetime) -> int:
    """Send the alerts that are owed to the operator; returns how many went out. Raises when the mail server refuses.

    An outage that nobody can be told of, because no address is set, is in the log and in the admin only.
    """
    envoyees = 0
    for panne in PanneReseau.objects.filter(alertee_le__isnull=True):
        if not _reserver(panne, now=now):
            continue
        if settings.OPERATOR_EMAILS:
            try:
                message_de(panne).send()
            except OSError:
                PanneReseau.objects.filter(pk=panne.pk).update(alerte_reservee_jusqu_au=None)
                raise
            envoyees += 1
        PanneReseau.objects.filter(pk=panne.pk).update(alertee_le=now, alerte_reservee_jusqu_au=None)
    return envoyees


def _reserver(panne: PanneReseau, *, now: datetime) -> bool:
    """Two tasks that find the same alert owed: one of them sends it."""
    libre = Q(alerte_reservee_jusqu_au__isnull=True) | Q(alerte_reservee_jusqu_au__lte=now)
    dues = PanneReseau.objects.filter(libre, pk=panne.pk, alertee_le__isnull=True)
    return bool(dues.update(alerte_reservee_jusqu_au=now + RESERVE))


def message_de(panne: PanneReseau) -> EmailMessage:
    """The alert; its Message-ID is the outage's, so that a mail sent again is recognised as the same."""
    debut = timezone.localtime(panne.ouverte_le)
    return EmailMessage(
        OBJET,
        MESSAGE.format(debut=f"{debut:%d/%m/%Y à %H:%M}"),
        to=list(settings.OPERATOR_EMAILS),
        headers={"Message-ID": f"<panne-{panne.pk}-{panne.ouverte_le:%Y%m%d%H%M%S}@odd17-en-pratique>"},
    )
