"""Feed the policy a timed list of observations and print the states: to try a rule before changing it."""

import json
import random
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workers.links.classes import ObservationClass, Signal
from workers.links.observation import Observation
from workers.links.policy import LinkHistory, Verdict, judge
from workers.links.sentences import CLASS_SENTENCES, STATE_LABELS

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
PLAN_HELP = (
    "fichier JSON : une liste de {« after_hours » (depuis la précédente), « class », et si besoin « status », "
    "« signals », « retry_after_s », « moved_to »} ; sans « after_hours », à la date que la règle a fixée"
)


def simulated(plan: list[dict[str, Any]]) -> Iterator[tuple[datetime, Observation, Verdict]]:
    """Each observation of the plan with the moment it was made at and the verdict on it."""
    history, at = LinkHistory(), START
    rng = random.Random(0)  # noqa: S311  spreads dates, guards nothing
    planned = START
    for step in plan:
        at = at + timedelta(hours=step["after_hours"]) if "after_hours" in step else planned
        observation = Observation(
            url="https://exemple.test/",
            class_=ObservationClass(step["class"]),
            started_at=at,
            status=step.get("status"),
            signals=frozenset(map(Signal, step.get("signals", ()))),
            retry_after_s=step.get("retry_after_s"),
            moved_to=step.get("moved_to", ""),
        )
        verdict = judge(history, observation, at=at, rng=rng)
        history, planned = verdict.history, verdict.next_check_at
        yield at, observation, verdict


class Command(BaseCommand):
    help = "Rejoue une suite d’observations et montre les états qu’elle donne."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", type=Path, required=True, help=PLAN_HELP)

    def handle(self, **options: Any) -> None:
        try:
            plan = json.loads(options["plan"].read_text(encoding="utf-8"))
            steps = list(simulated(plan))
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise CommandError(f"Plan illisible : {exc}") from exc
        for at, observation, verdict in steps:
            self.stdout.write(
                f"{at:%d/%m/%Y %H:%M}  {CLASS_SENTENCES[observation.class_].title:<34} "
                f"{STATE_LABELS[verdict.state]:<24} échecs : {verdict.history.strikes}  "
                f"prochaine : {verdict.next_check_at:%d/%m/%Y %H:%M}"
            )
