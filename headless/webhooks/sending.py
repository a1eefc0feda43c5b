"""The outbox of messages to other sites: what is due is sent, each thing's messages one after the other.

A message leaves under a lease; a worker that is killed after sending it and before noting so leaves it to be sent
again, under the same id: receivers drop what they have had. A site that does not answer is left alone for a while; a
message that it refuses is tried again by itself. After three days a message is kept « en échec », to be replayed.
"""

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from ground.addresses.urls import InvalidUrlError
from headless.webhooks.enums import EtatLivraison
from headless.webhooks.models import Abonnement, Livraison
from headless.webhooks.signature import signature
from headless.webhooks.targets import cible, config, refus_de_cible
from headless.webhooks.waiting import ABANDON
from workers.links.client.wire.failures import CallFailed
from workers.links.client.wire.retry_after import retry_after_seconds
from workers.links.client.wire.transport import REDIRECTS, Reply, Transport

logger = logging.getLogger(__name__)
DELAI_S = 10.0
BAIL = timedelta(minutes=2)
ENSEMBLE = 20
#: Seconds before the second, third … try; the last one is kept. Spread by a fifth, so that sites are not met by waves.
DELAIS_S = (2, 10, 60, 300, 1800, 3600, 7200, 14_400, 28_800)
PAUSE_AU_PLUS_S = 86_400
PLUS_LA = 410
ARRETE = "Le site dit que cette adresse n’existe plus : l’abonnement est arrêté."
DEMANDE_UNE_PAUSE = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one try ended. `du_site`: it is the site that does not answer, and no other message would fare better."""

    code: int | None
    duree_ms: int
    erreur: str = ""
    du_site: bool = False
    attendre_s: float = 0.0

    @property
    def recue(self) -> bool:
        return not self.erreur


def send_due(*, rng: random.Random | None = None) -> int:
    """Send everything that is due, some together; returns how many were received."""
    rng = rng or random.Random()  # noqa: S311  spreads dates, guards nothing
    received = 0
    while taken := _lease_due(timezone.now()):
        seen_down: set[int] = set()
        for livraison, issue in _call_all(taken):
            # Several messages that met the same silence are one failure of the site.
            punir = livraison.abonnement_id not in seen_down
            _note(livraison, issue, now=timezone.now(), rng=rng, punir=punir)
            received += issue.recue
            if issue.du_site:
                seen_down.add(livraison.abonnement_id)
    return received


def _dues(now: datetime) -> "QuerySet[Livraison]":
    """Messages that may leave now: the first that waits of each thing, to sites that are not left alone."""
    before = Livraison.objects.filter(
        abonnement=OuterRef("abonnement"), cle=OuterRef("cle"), etat=EtatLivraison.EN_ATTENTE, id__lt=OuterRef("id")
    )
    free = Q(bail_jusqu_au__isnull=True) | Q(bail_jusqu_au__lte=now)
    open_ = Q(abonnement__pause_jusqu_au__isnull=True) | Q(abonnement__pause_jusqu_au__lte=now)
    waiting = Livraison.objects.filter(free, open_, etat=EtatLivraison.EN_ATTENTE, prochain_essai_le__lte=now)
    return waiting.filter(~Exists(before), abonnement__actif=True)


@transaction.atomic
def _lease_due(now: datetime) -> list[Livraison]:
    """Lease what is due. To a site that failed last time one message goes, to see whether it is back."""
    rows = list(
        _dues(now).select_for_update(skip_locked=True, of=("self",)).select_related("abonnement").order_by("id")[:100]
    )
    taken: list[Livraison] = []
    probed: set[int] = set()
    for row in rows:
        if row.abonnement.echecs_de_suite and row.abonnement_id in probed:
            continue
        probed.add(row.abonnement_id)
        taken.append(row)
        if len(taken) == ENSEMBLE:
            break
    Livraison.objects.filter(pk__in=[row.pk for row in taken]).update(bail_jusqu_au=now + BAIL)
    return taken


def _call_all(taken: Sequence[Livraison]) -> list[tuple[Livraison, Attempt]]:
    async def everything() -> list[Attempt]:
        async with Transport(config()) as transport:
            return await asyncio.gather(*(_un_appel(transport, row) for row in taken))

    return list(zip(taken, asyncio.run(everything()), strict=True))


async def _un_appel(transport: Transport, livraison: Livraison) -> Attempt:
    abonnement = livraison.abonnement
    if refus := await sync_to_async(refus_de_cible)(abonnement.url):
        return Attempt(None, 0, refus, du_site=True)
    began = time.monotonic()
    try:
        reply = await transport.call(
            "POST",
            cible(abonnement.url),
            _en_tetes(livraison, now=timezone.now()),
            body=livraison.corps.encode(),
            headers_limit=DELAI_S,
            deadline=asyncio.get_running_loop().time() + DELAI_S,
        )
    except (CallFailed, InvalidUrlError) as exc:
        return Attempt(None, _ms_depuis(began), f"Le site n’a pas pris le message : {exc}.", du_site=True)
    return _issue(reply, _ms_depuis(began))


def _ms_depuis(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)


def _en_tetes(livraison: Livraison, *, now: datetime) -> dict[str, str]:
    abonnement = livraison.abonnement
    sels = [abonnement.sel]
    if abonnement.ancien_sel and abonnement.ancien_sel_jusqu_au and abonnement.ancien_sel_jusqu_au > now:
        sels.append(abonnement.ancien_sel)
    stamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "Accept": "*/*",
        "webhook-id": livraison.identifiant,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(
            sels, identifiant=livraison.identifiant, horodatage=stamp, corps=livraison.corps
        ),
    }


def _issue(reply: Reply, duree_ms: int) -> Attempt:
    code = reply.status
    if 200 <= code < 300:
        return Attempt(code, duree_ms)
    if code in REDIRECTS:
        return Attempt(code, duree_ms, "Le site renvoie vers une autre adresse : corrigez celle de l’abonnement.", True)
    if code in DEMANDE_UNE_PAUSE or code == PLUS_LA or code >= 500:
        asked = retry_after_seconds(reply.headers.get("Retry-After", ""), now=timezone.now(), longest=PAUSE_AU_PLUS_S)
        return Attempt(code, duree_ms, f"Le site a répondu {code}.", True, asked or 0.0)
    return Attempt(code, duree_ms, f"Le site refuse ce message (réponse {code}).")


@transaction.atomic
def _note(livraison: Livraison, issue: Attempt, *, now: datetime, rng: random.Random, punir: bool = True) -> None:
    """Write how a try ended, on the message and, unless it is known already, on its site."""
    own = Livraison.objects.filter(pk=livraison.pk, etat=EtatLivraison.EN_ATTENTE)
    site = Abonnement.objects.filter(pk=livraison.abonnement_id)
    seen = {"code_http": issue.code, "duree_ms": issue.duree_ms, "bail_jusqu_au": None, "essais": F("essais") + 1}
    if issue.recue:
        own.update(**seen, etat=EtatLivraison.LIVREE, erreur="", terminee_le=now)
        site.update(echecs_de_suite=0, pause_jusqu_au=None, derniere_erreur="", recu_le=now)
        return
    logger.warning("Message %s: %s", livraison.identifiant, issue.code or "no answer")
    if now - livraison.cree_le >= ABANDON:
        own.update(**seen, etat=EtatLivraison.EN_ECHEC, erreur=issue.erreur[:300], terminee_le=now)
    else:
        later = now + timedelta(seconds=max(issue.attendre_s, delai_s(livraison.essais, rng)))
        own.update(**seen, erreur=issue.erreur[:300], prochain_essai_le=later)
    if issue.code == PLUS_LA:
        site.update(actif=False, derniere_erreur=ARRETE)
    elif issue.du_site:
        failures = site.values_list("echecs_de_suite", flat=True).first() or 0
        pause = now + timedelta(seconds=max(issue.attendre_s, delai_s(failures, rng)))
        site.update(echecs_de_suite=F("echecs_de_suite") + 1, pause_jusqu_au=pause, derniere_erreur=issue.erreur[:300])


def delai_s(failures: int, rng: random.Random) -> float:
    """Seconds to wait after so many failures before this one."""
    return DELAIS_S[min(failures, len(DELAIS_S) - 1)] * rng.uniform(0.8, 1.2)
