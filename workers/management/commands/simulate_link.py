"""Feed the policy a timed list of observations and print the states: to try a rule before changing it."""

import json
import random
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workers.links.client.classes import ObservationClass, Signal
from workers.links.client.observation import Observation
from workers.links.verdict.policy import LinkHistory, Verdict, judge
from workers.links.verdict.sentences import CLASS_SENTENCES, STATE_LABELS

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
LONGEST_WAIT_HOURS = 10 * 365 * 24
MOST_STEPS = 10_000
UNREADABLE: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier n’existe pas",
    IsADirectoryError: "c’est un dossier",
    PermissionError: "sa lecture est refusée",
}
PLAN_HELP = (
    "fichier JSON (ou - pour l’entrée standard) : une liste de {« after_hours » (depuis la précédente), « class », et "
    "si besoin « status », « signals », « retry_after_s », « moved_to »} ; sans « after_hours », à la date que la "
    "règle a fixée"
)


class PlanError(ValueError):
    """What is wrong with a plan, and where, in a sentence."""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_signals(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one in set(Signal) for one in value)


CLASSES = ", ".join(ObservationClass)
SIGNALS = ", ".join(Signal)
# What each key of a step may hold, and how to say so.
FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "class": (lambda value: isinstance(value, str) and value in set(ObservationClass), f"l’une de : {CLASSES}"),
    "after_hours": (
        lambda value: _is_number(value) and 0 <= value <= LONGEST_WAIT_HOURS,
        "un nombre d’heures, positif ou nul, de dix ans au plus",
    ),
    "status": (lambda value: isinstance(value, int) and 100 <= value <= 999, "un code HTTP"),
    "signals": (_are_signals, f"une liste prise parmi : {SIGNALS}"),
    "retry_after_s": (lambda value: isinstance(value, int) and value >= 0, "un nombre entier de secondes"),
    "moved_to": (lambda value: isinstance(value, str), "une adresse"),
}


def read_plan(text: str) -> list[dict[str, Any]]:
    """The steps of a plan. Raises `PlanError` with the number of the first bad one."""
    try:
        plan = json.loads(text)
    except RecursionError as exc:
        raise PlanError("trop de listes les unes dans les autres") from exc
    except ValueError as exc:
        where = (
            f"ligne {exc.lineno}, colonne {exc.colno}" if isinstance(exc, json.JSONDecodeError) else "texte illisible"
        )
        raise PlanError(f"ce n’est pas du JSON ({where})") from exc
    if not isinstance(plan, list) or not plan:
        raise PlanError('une liste d’observations est attendue, par exemple [{"class": "ok"}, {"class": "gone"}]')
    if len(plan) > MOST_STEPS:
        raise PlanError(f"{MOST_STEPS} observations au plus")
    for number, step in enumerate(plan, start=1):
        problem = _problem(step)
        if problem:
            raise PlanError(f"observation {number} : {problem}")
    return plan


def _problem(step: object) -> str:
    """What is wrong with one step, "" for nothing."""
    if not isinstance(step, dict):
        return 'un objet est attendu, par exemple {"class": "ok"}'
    unknown = sorted(set(step) - set(FIELDS))
    if unknown:
        return f"« {unknown[0]} » est inconnu ; sont possibles : {', '.join(FIELDS)}"
    if "class" not in step:
        return f"« class » manque ; attendu : {FIELDS['class'][1]}"
    for name, value in step.items():
        fits, expected = FIELDS[name]
        if not fits(value):
            return f"« {name} » vaut {json.dumps(value, ensure_ascii=False)[:60]} ; attendu : {expected}"
    return ""


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
        parser.add_argument("--plan", required=True, metavar="FICHIER", help=PLAN_HELP)

    def handle(self, **options: Any) -> None:
        try:
            text = sys.stdin.read() if options["plan"] == "-" else Path(options["plan"]).read_text(encoding="utf-8")
            plan = read_plan(text)
        except OSError as exc:
            why = next((text for kind, text in UNREADABLE.items() if isinstance(exc, kind)), "le fichier ne se lit pas")
            raise CommandError(f"Plan illisible : {why} ({options['plan']})") from exc
        except UnicodeDecodeError as exc:
            raise CommandError("Plan illisible : ce n’est pas du texte en UTF-8") from exc
        except PlanError as exc:
            raise CommandError(f"Plan illisible : {exc}") from exc
        try:
            for at, observation, verdict in simulated(plan):
                self.stdout.write(
                    f"{at:%d/%m/%Y %H:%M}  {CLASS_SENTENCES[observation.class_].title:<34} "
                    f"{STATE_LABELS[verdict.state]:<24} échecs : {verdict.history.strikes}  "
                    f"prochaine : {verdict.next_check_at:%d/%m/%Y %H:%M}"
                )
        except OverflowError as exc:
            raise CommandError("Plan illisible : ses dates vont au-delà de l’an 9999") from exc
