"""The database side of link checks: which links are due, and what a run of observations changes.

Claims are leases: a row is reserved until a time, so that a killed worker's links are taken again and two beats
at once do no harm. All writes of a run happen in one transaction, after the run was judged as a whole.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from liens.enums import EtatLien
from liens.models import Lien
from liens.signals import links_changed
from workers.links import decisions
from workers.links.client.classes import ALIVE, UNCOUNTED, LienState
from workers.links.client.classify import registrable_domain
from workers.links.client.observation import Known, Observation
from workers.links.ledger import outages
from workers.links.ledger import rows as ledger
from workers.links.ledger.consequences import JudgedLink, draw_consequences, keep_from_verdict
from workers.links.models import Changement, Controle, Decision, EtatHote, Incident, PanneReseau, ReleveDuJour, Suivi
from workers.links.verdict.freshness import Fingerprint, content_change
from workers.links.verdict.incidents import RunEntry, is_self_outage
from workers.links.verdict.policy import LinkHistory, Verdict

LINKS_PER_RUN = 200
LINKS_PER_HOST = 30
HOSTS_PER_RUN = 50
LEASE = timedelta(minutes=15)
RETRY_AFTER_OUTAGE = outages.PAUSE
HISTORY_KEPT = timedelta(days=396)


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did: links written, links whose state moved, and whether the run was put down to our own network."""

    written: int
    changed: tuple[int, ...]
    inconclusive: bool


def claim(*, now: datetime, limit: int = LINKS_PER_RUN) -> list[int]:
    """Reserve up to `limit` due links, whole hosts at a time, and return their ids.

    A host that has a reserved link, that a run still holds or that has asked for a pause is left for a later claim.
    While our own network is down, one run goes out now and then to see whether it is back.
    """
    if not outages.laisse_passer(now=now):
        return []
    with transaction.atomic():
        # Not correlated: each is read once, where EXISTS would be asked for every row that is due.
        busy = Lien.objects.filter(reserve_jusqu_au__gt=now).values("hote")
        held = Q(pause_jusqu_au__gt=now) | Q(occupe_jusqu_au__gt=now)
        paused = EtatHote.objects.filter(held).values("hote")
        due = (
            Lien.objects.select_for_update(skip_locked=True)
            .filter(prochain_controle_le__lte=now)
            .filter(Q(reserve_jusqu_au__isnull=True) | Q(reserve_jusqu_au__lte=now))
            .exclude(etat=EtatLien.RETIRE)
            .exclude(hote__in=busy)
            .exclude(hote__in=paused)
            .order_by("prochain_controle_le", "pk")
            .values_list("pk", "hote")[: limit * 4]
        )
        ids = _fair_share(due, limit)
        Lien.objects.filter(pk__in=ids).update(reserve_jusqu_au=now + LEASE)
    return ids


def _fair_share(due: Iterable[tuple[int, str]], limit: int) -> list[int]:
    """The first links in order of age, no host taking more than its share of the run, no run more than its hosts.

    A run of one link from every host would leave nothing for another one to take until it ends.
    """
    taken: dict[str, int] = {}
    ids: list[int] = []
    for pk, host in due:
        if host not in taken and len(taken) >= HOSTS_PER_RUN:
            continue
        if taken.get(host, 0) < LINKS_PER_HOST and len(ids) < limit:
            taken[host] = taken.get(host, 0) + 1
            ids.append(pk)
    return ids


def postpone(ids: Sequence[int], *, until: datetime) -> None:
    """Let go of reserved links that could not be checked: they are due again at `until`."""
    if ids:
        Lien.objects.filter(pk__in=ids).update(reserve_jusqu_au=None, prochain_controle_le=until)


def record_run(
    observed: Sequence[tuple[Lien, Observation]],
    *,
    now: datetime,
    canaries_alive: bool = True,
    rng: random.Random | None = None,
    reserved_until: datetime | None = None,
) -> RunResult:
    """Judge and write the observations of one run. A run that blames our own network changes no state.

    With `reserved_until`, the end of the lease under which the run was handed out, links that are no longer reserved
    under it are left alone: another run has written them, or is about to.
    """
    entries = [RunEntry(lien.hote, lien.etat == EtatLien.OK, observation.class_) for lien, observation in observed]
    if is_self_outage(entries, canaries_before=canaries_alive, canaries_after=canaries_alive):
        ids = [lien.pk for lien, _ in observed]
        Lien.objects.filter(pk__in=ids).update(prochain_controle_le=now + RETRY_AFTER_OUTAGE, reserve_jusqu_au=None)
        outages.note_outage(liens=len(observed), now=now)
        return RunResult(written=0, changed=(), inconclusive=True)
    rng = rng or random.Random()  # noqa: S311  spreads dates, guards nothing
    issues: list[JudgedLink] = []
    with transaction.atomic():
        held = _held([lien.pk for lien, _ in observed], reserved_until)
        suivis = {suivi.lien_id: suivi for suivi in Suivi.objects.filter(lien__in=held)}
        ouvertes = decisions.ouvertes_pour(held)
        for stale, observation in observed:
            if lien := held.get(stale.pk):
                suivi = suivis.setdefault(lien.pk, Suivi(lien=lien))
                issues.append(_judged(lien, suivi, observation, ouvertes.get(lien.pk), rng=rng))
        ledger.write(issues, suivis)
        draw_consequences(issues, now=now)
        changed = tuple(issue.lien.pk for issue in issues if issue.a_change)
        links_changed.send(sender=Lien, ids=frozenset(held), told=frozenset(changed))
    return RunResult(written=len(issues), changed=changed, inconclusive=False)


def _held(ids: Iterable[int], reserved_until: datetime | None) -> dict[int, Lien]:
    """The links as they stand now, locked in one order, without those that this run may not write any more."""
    rows = Lien.objects.select_for_update().filter(pk__in=list(ids)).exclude(etat=EtatLien.RETIRE)
    if reserved_until is not None:
        rows = rows.filter(reserve_jusqu_au=reserved_until)
    return {lien.pk: lien for lien in rows.order_by("pk")}


def _judged(
    lien: Lien, suivi: Suivi, observation: Observation, decision: Decision | None, *, rng: random.Random
) -> JudgedLink:
    """What became of one link: the verdict is in the link and its memory, not yet in the database."""
    history = LinkHistory.from_json(suivi.historique)
    verdict, woken = decisions.judge_with_decision(
        history, observation, decision=decision, at=observation.started_at, rng=rng
    )
    before = lien.etat
    _apply(lien, observation, verdict)
    suivi.historique = verdict.history.as_json()
    if content_change(observation, _seen_before(suivi.connu)):
        suivi.contenu_change_le = observation.started_at
    suivi.connu = _known_after(suivi.connu, observation)
    suivi.echecs = verdict.history.strikes
    suivi.en_echec_depuis = verdict.history.failing_since
    suivi.confiance = verdict.confidence
    suivi.remplacement = verdict.replacement
    keep_from_verdict(lien, suivi, verdict)
    return JudgedLink(lien, before, observation, verdict, decision if woken else None)


def _apply(lien: Lien, observation: Observation, verdict: Verdict) -> None:
    lien.etat = EtatLien(LienState(verdict.state).value)
    lien.verifie_le = verdict.history.last_verified_at
    lien.controle_le = observation.started_at
    lien.prochain_controle_le = verdict.next_check_at
    lien.reserve_jusqu_au = None
    if observation.class_ in UNCOUNTED:
        # A check that did not take place: what was seen last still holds.
        return
    lien.classe = observation.class_.value
    lien.code_http = observation.status
    lien.raison = observation.reason[:300]
    lien.url_finale = observation.final_url[:2048]


def known_from(stored: dict[str, object]) -> Known:
    """The client's memory of a link, from `Suivi.connu`."""
    return Known(**{name: value for name, value in stored.items() if name in Known.__dataclass_fields__})  # type: ignore[arg-type]  # written by _known_after only


def _seen_before(stored: dict[str, Any]) -> Fingerprint:
    """The content that earlier checks have seen."""
    return Fingerprint(
        text_simhash=stored.get("text_simhash", 0),
        etag=stored.get("etag", ""),
        last_modified=stored.get("last_modified", ""),
    )


def _known_after(stored: dict[str, object], observation: Observation) -> dict[str, object]:
    """What to remember of an answer; a failure teaches nothing about the page."""
    if observation.class_ not in ALIVE or (not observation.title and not observation.content_type):
        return stored
    return {
        "final_domain": registrable_domain(urlsplit(observation.final_url).hostname or ""),
        "etag": observation.etag,
        "last_modified": observation.last_modified,
        "content_type": observation.content_type,
        "title": observation.title,
        "text_simhash": observation.text_simhash,
    }


def prune(*, now: datetime) -> int:
    """Delete what is older than 13 months and over; returns how many rows. What lasts stays, however old."""
    before = now - HISTORY_KEPT
    over: tuple[QuerySet[Any], ...] = (
        Controle.objects.filter(le__lt=before),
        Changement.objects.filter(le__lt=before),
        Decision.objects.filter(terminee_le__lt=before),
        Incident.objects.filter(ferme_le__lt=before),
        PanneReseau.objects.filter(fermee_le__lt=before),
        ReleveDuJour.objects.filter(jour__lt=before.date()),
    )
    return sum(rows.delete()[0] for rows in over)
