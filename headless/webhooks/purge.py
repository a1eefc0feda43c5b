"""Tells the caches in front of the site what they may keep no longer, and looks whether they did.

`CACHE_PURGE_URL` is the operator's own address, so the gate for strangers' addresses does not stand before it. Fastly,
Souin and Varnish take PURGE with `Surrogate-Key`; Varnish with `docs/exemples/varnish.vcl`, since its module reads
other headers of an answer than anybody writes: without it, it says 200 and forgets nothing.

What changed is purged softly (`Fastly-Soft-Purge`): a cache may ask whether its copy still holds, and show it while the
site is down. What was withdrawn goes at once. A cache that counts (`X-Purged`) and has found nothing is put to the
proof with a page of its own; one that fails is told again with the next change, as is one that was away.
"""

import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from ground.answers import TOUT
from ground.keeping.offers import ALL_HTML, CONTENT, COUNTS_OF_LINKS, WAYS_OUT, WITNESS, page_key
from ground.keeping.surrogates import in_lots
from headless.journal.enums import Evenement, Objet
from headless.journal.models import EtatJournal, Modification
from headless.webhooks.models import EtatDistribution
from liens.models import OccurrenceLien

logger = logging.getLogger(__name__)
DELAI_S = 5.0
#: Beyond this many changes, everything is named at once.
CLES_AU_PLUS = 200
DES_LISTES = ("pages", "navigation", "recherche", "modifications")
WITHDRAWN = frozenset({Evenement.PAGE_DEPUBLIEE, Evenement.PAGE_SUPPRIMEE})
COUNT = "X-Purged"
FORGETS_NOTHING = (
    "The cache answers 200 to PURGE and forgets nothing: old pages stay until their end. Varnish needs "
    "docs/exemples/varnish.vcl. It will be told again with the next change."
)


class CacheAwayError(Exception):
    """The cache did not answer, or refused."""


def purge() -> int:
    """Name what has changed since the last time; returns how many keys were said."""
    if not settings.CACHE_PURGE_URL:
        return 0
    with transaction.atomic():
        etat = EtatDistribution.ligne()
        journal = EtatJournal.objects.filter(pk=EtatJournal.LIGNE).first()
        if journal is None or journal.dernier == etat.purge:
            return 0
        new = list(Modification.objects.filter(numero__gt=etat.purge).order_by("numero")[: CLES_AU_PLUS + 1])
        keys = cles(new)
        if not _tell(keys, gone=retirees(new)):
            return 0
        etat.purge = journal.dernier
        etat.save(update_fields=["purge"])
        return len(keys)


def cles(modifications: Iterable[Modification]) -> list[str]:
    """The surrogate keys of the answers that these changes make stale, in order; that of all when they are too many."""
    rows = list(modifications)
    if len(rows) > CLES_AU_PLUS:
        return [TOUT, ALL_HTML]
    keys: dict[str, None] = dict.fromkeys(DES_LISTES)
    for one in rows:
        keys |= dict.fromkeys(STALE[Evenement(one.evenement).objet](one))
    return list(keys)


def retirees(modifications: Iterable[Modification]) -> list[str]:
    """The keys of pages that nobody may read any more, whatever becomes of the site."""
    rows = list(modifications)
    if len(rows) > CLES_AU_PLUS:
        return [TOUT, ALL_HTML]
    return [page_key(one.page_id) for one in rows if one.page_id and Evenement(one.evenement) in WITHDRAWN]


def _of_link(one: Modification) -> tuple[str, ...]:
    shown = OccurrenceLien.objects.filter(lien_id=one.lien_id or 0).values_list("page_id", flat=True)
    return ("liens", COUNTS_OF_LINKS, WAYS_OUT, *(page_key(pk) for pk in sorted({pk for pk in shown if pk})))


#: By what changed, the keys of the answers that must be asked for anew.
STALE: dict[Objet, Callable[[Modification], tuple[str, ...]]] = {
    Objet.PAGE: lambda one: (f"page-{one.page_id}", CONTENT),
    Objet.TERME: lambda one: ("termes", f"terme-{one.liste}-{one.slug}", CONTENT),
    Objet.LIEN: _of_link,
    Objet.PARUTION: lambda one: (CONTENT,),
}


def _tell(keys: Iterable[str], *, gone: Iterable[str]) -> bool:
    """Whether the cache was told, as far as can be seen."""
    try:
        counts = [_purged(lot, soft=False) for lot in in_lots(gone)]
        counts += [_purged(lot, soft=True) for lot in in_lots(keys)]
        counted = [count for count in counts if count is not None]
        if counted and not any(counted) and not _forgets():
            logger.error(FORGETS_NOTHING)
            return False
    except CacheAwayError as exc:
        logger.error("The cache was not told what to forget, it will be with the next change: %s", exc)
        return False
    return True


def _forgets() -> bool:
    """Whether the cache forgets a page that it was just made to keep."""
    _asked("GET", urljoin(settings.CACHE_PURGE_URL, reverse("robots")), {"Host": urlsplit(settings.SITE_URL).netloc})
    return bool(_purged(WITNESS, soft=True))


def _purged(keys: str, *, soft: bool) -> int | None:
    """How many answers the cache says that it gave up; None when it does not say."""
    headers = {"Surrogate-Key": keys} | ({"Fastly-Soft-Purge": "1"} if soft else {})
    count = _asked("PURGE", settings.CACHE_PURGE_URL, headers).get(COUNT, "")
    return int(count) if count.isascii() and count.isdigit() else None


def _asked(method: str, url: str, headers: dict[str, str]) -> dict[str, str]:
    """The headers of the answer. Raises CacheAwayError."""
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310  the operator's own, http(s)
    try:
        with urllib.request.urlopen(request, timeout=DELAI_S) as answer:  # noqa: S310  as above
            return dict(answer.headers.items())
    except (OSError, urllib.error.HTTPError, HTTPException) as exc:
        raise CacheAwayError(str(exc)) from exc
