"""Tells the caches in front of the site what they may keep no longer: one request per batch of changes.

`CACHE_PURGE_URL` is the operator's own address, so the gate for strangers' addresses does not stand before it. Fastly,
Varnish (xkey) and Souin take PURGE with `Surrogate-Key`. What could not be said is said with the next change.
"""

import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction

from ground.answers import TOUT
from headless.journal.enums import Evenement, Objet
from headless.journal.models import EtatJournal, Modification
from headless.webhooks.models import EtatDistribution

logger = logging.getLogger(__name__)
DELAI_S = 5.0
#: Beyond this many changes, everything is named at once.
CLES_AU_PLUS = 200
DES_LISTES = ("pages", "navigation", "recherche", "modifications")


def purge() -> int:
    """Name what has changed since the last time; returns how many keys were said."""
    if not settings.CACHE_PURGE_URL:
        return 0
    with transaction.atomic():
        etat = EtatDistribution.ligne()
        journal = EtatJournal.objects.filter(pk=EtatJournal.LIGNE).first()
        if journal is None or journal.dernier == etat.purge:
            return 0
        keys = cles(Modification.objects.filter(numero__gt=etat.purge).order_by("numero")[: CLES_AU_PLUS + 1])
        if not _tell(keys):
            return 0
        etat.purge = journal.dernier
        etat.save(update_fields=["purge"])
        return len(keys)


def cles(modifications: Iterable[Modification]) -> list[str]:
    """The surrogate keys of the answers that these changes make stale, in order; that of all when they are too many."""
    rows = list(modifications)
    if len(rows) > CLES_AU_PLUS:
        return [TOUT]
    keys: dict[str, None] = dict.fromkeys(DES_LISTES)
    for one in rows:
        keys |= dict.fromkeys(STALE[Evenement(one.evenement).objet](one))
    return list(keys)


#: By what changed, the keys of the answers that must be asked for anew.
STALE: dict[Objet, Callable[[Modification], tuple[str, ...]]] = {
    Objet.PAGE: lambda one: (f"page-{one.page_id}",),
    Objet.TERME: lambda one: ("termes", f"terme-{one.liste}-{one.slug}"),
    Objet.LIEN: lambda one: ("liens",),
}


def _tell(keys: Iterable[str]) -> bool:
    request = urllib.request.Request(  # noqa: S310  the operator's own address, read as http(s)
        settings.CACHE_PURGE_URL, method="PURGE", headers={"Surrogate-Key": " ".join(keys)}
    )
    try:
        with urllib.request.urlopen(request, timeout=DELAI_S):  # noqa: S310  as above
            return True
    except (OSError, urllib.error.HTTPError) as exc:
        logger.error("The cache was not told what to forget, it will be with the next change: %s", exc)
        return False
