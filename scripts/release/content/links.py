"""What the checks of links leave behind: states and their history, decisions, incidents, a replacement, reports."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from liens.enums import EtatLien
from liens.models import Lien
from liens.replacing.execution import advance_replacements, request_replacement
from taxonomy.models import Partenaire
from workers.links import decisions
from workers.links.client.classes import ObservationClass
from workers.links.client.observation import Observation
from workers.links.enums import SorteDecision
from workers.links.ledger import daily_counts
from workers.links.ledger.runs import record_run
from workers.links.reports.mailing.editions import write_edition
from workers.links.reports.models import Destinataire, ReglagesDesRapports

#: Of ten links: how each fares, check after check.
FATES = (
    *[(ObservationClass.OK, 200)] * 5,
    (ObservationClass.OK_REDIRECT_PERM, 200),
    (ObservationClass.GONE, 404),
    (ObservationClass.TLS_EXPIRED, None),
    (ObservationClass.BLOCKED, 403),
    (ObservationClass.PARKED, 200),
)
CHECKS = (timedelta(days=9), timedelta(days=8), timedelta(days=4), timedelta(hours=6))


def checks(now: datetime) -> None:
    """Four runs over every link that is cited, as the checker would have written them; then one that saw nothing."""
    rng = random.Random(17)  # noqa: S311 -- spreads dates, guards nothing
    for ago in CHECKS:
        at = now - ago
        liens = list(Lien.objects.exclude(hote="").order_by("pk"))
        seen = [(lien, _observation(lien, rank, at)) for rank, lien in enumerate(liens)]
        record_run(seen, now=at, rng=rng)
        daily_counts.count_today(now=at)
    some = list(Lien.objects.filter(etat=EtatLien.OK).order_by("pk")[:10])
    lost = [(lien, Observation(url=lien.url, class_=ObservationClass.TIMEOUT_CONNECT, started_at=now)) for lien in some]
    record_run(lost, now=now, canaries_alive=False, rng=rng)


def _observation(lien: Lien, rank: int, at: datetime) -> Observation:
    kind, status = FATES[rank % len(FATES)]
    elsewhere = f"{lien.url.rstrip('/')}/nouvelle" if kind is ObservationClass.OK_REDIRECT_PERM else ""
    return Observation(
        url=lien.url,
        class_=kind,
        started_at=at,
        reason="Exemple",
        status=status,
        final_url=elsewhere or lien.url,
        moved_to=elsewhere,
        elapsed_ms=120,
        content_type="text/html",
        title="Exemple",
    )


def judged(reviewer: Any, now: datetime) -> None:
    """Decisions of people: one that holds, one that was lifted, one for a while."""
    lost = list(Lien.objects.filter(etat__in=(EtatLien.CASSE, EtatLien.SUSPECT)).order_by("pk")[:3])
    decisions.take_decision(
        lien=lost[0], sorte=SorteDecision.IGNORER, at=now, par=reviewer, raison="Le partenaire refait son site."
    )
    lifted = decisions.take_decision(lien=lost[1], sorte=SorteDecision.FONCTIONNE, at=now, par=reviewer)
    decisions.lift_decision(decision=lifted, at=now + timedelta(minutes=1), par=reviewer)
    decisions.take_decision(
        lien=lost[2], sorte=SorteDecision.PAUSE, at=now, par=reviewer, jusqu_au=now + timedelta(days=14)
    )


def replaced(reviewer: Any) -> None:
    """An address that was written in the place of another one."""
    lien = Lien.objects.filter(etat=EtatLien.ATTENTION, occurrences__page__isnull=False).order_by("pk")[0]
    demand = request_replacement(
        lien=lien, nouvelle="https://partenaire.example/page-deplacee", par=reviewer, publier=True
    )
    advance_replacements(demand)


def reports(reviewer: Any) -> None:
    """A report that waits to be sent to an address that does not exist."""
    settings = ReglagesDesRapports.load()
    settings.save()
    settings.sans_rapport.add(Partenaire.objects.filter(est_comite=True).order_by("pk")[0])
    Destinataire.objects.create(compte=reviewer)
    now = timezone.now()
    write_edition(None, creneau=now, now=now)
