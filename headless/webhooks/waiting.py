"""What becomes of messages that wait, short of sending them: replayed, given up, deleted.

Web processes do it as well, and load nothing that meets the wire for it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ground.wake import wake
from headless.webhooks.enums import EtatLivraison
from headless.webhooks.models import Abonnement, Livraison

TACHE = "webhooks.send"
ABANDON = timedelta(days=3)
GARDE = timedelta(days=30)


def give_up(*, now: datetime) -> int:
    """Set aside what has waited for three days, tried or not; returns how many."""
    late = Livraison.objects.filter(etat=EtatLivraison.EN_ATTENTE, cree_le__lte=now - ABANDON)
    free = late.filter(Q(bail_jusqu_au__isnull=True) | Q(bail_jusqu_au__lte=now))
    return free.update(etat=EtatLivraison.EN_ECHEC, terminee_le=now)


def replay(ids: Collection[int] | None = None, *, abonnement: Abonnement) -> int:
    """Put messages that failed back in the queue, as new ones: all of them, or these; returns how many."""
    dead = abonnement.livraisons.filter(etat=EtatLivraison.EN_ECHEC)
    if ids is not None:
        dead = dead.filter(pk__in=ids)
    now = timezone.now()
    count = dead.update(etat=EtatLivraison.EN_ATTENTE, essais=0, prochain_essai_le=now, cree_le=now, terminee_le=None)
    if count:
        Abonnement.objects.filter(pk=abonnement.pk).update(pause_jusqu_au=None)
        transaction.on_commit(wake_sender, robust=True)
    return count


def prune(*, now: datetime) -> int:
    """Delete what ended long ago; returns how many rows."""
    return Livraison.objects.filter(terminee_le__lt=now - GARDE).delete()[0]


def wake_sender() -> None:
    """Tell the worker that messages wait."""
    wake(TACHE)
