"""What follows from a run once it was judged: the ledger of changes, decisions that end, hosts, incidents.

Called in the transaction that writes the run. Everything here can be done twice without harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liens.models import Lien
from workers.links import decisions
from workers.links.client.observation import Observation
from workers.links.ledger import host_lessons, incident_log, outages
from workers.links.models import Changement, Decision, Suivi
from workers.links.verdict.policy import Verdict


@dataclass(frozen=True, slots=True)
class JudgedLink:
    """One link of a run: as it stands now, its state before, and why. `reveillee` is the decision that it woke."""

    lien: Lien
    avant: str
    observation: Observation
    verdict: Verdict
    reveillee: Decision | None = None

    @property
    def a_change(self) -> bool:
        return self.avant != self.lien.etat


def keep_from_verdict(lien: Lien, suivi: Suivi, verdict: Verdict) -> None:
    """What the report filters by, taken out of the verdict's history."""
    lien.etat_depuis = verdict.history.state_since
    suivi.instable = verdict.flapping
    suivi.maintenance_jusqu_au = verdict.history.maintenance_until if verdict.maintenance else None


def draw_consequences(issues: Sequence[JudgedLink], *, now: datetime) -> None:
    """Write what follows from a run that counted."""
    note_changes(issues)
    decisions.wake_decisions([issue.reveillee for issue in issues if issue.reveillee is not None], at=now)
    observations = [(issue.lien, issue.observation) for issue in issues]
    host_lessons.learn_hosts(observations, now=now)
    incident_log.update_incidents(observations, now=now)
    outages.close_outage(observations, now=now)


def note_changes(issues: Sequence[JudgedLink]) -> None:
    """One row per link whose state moved, once however often the run is delivered."""
    Changement.objects.bulk_create(
        [
            Changement(
                lien=issue.lien,
                le=issue.observation.started_at,
                avant=issue.avant,
                apres=issue.lien.etat,
                classe=issue.observation.class_.value,
                a_notifier=issue.verdict.notify,
            )
            for issue in issues
            if issue.a_change
        ],
        ignore_conflicts=True,
    )
