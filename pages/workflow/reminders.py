"""Pages that have waited at a step for three days are recalled to those who may approve them: each step once."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Page, TaskState, WorkflowState

from pages.workflow import letters
from pages.workflow.models import Rappel
from pages.workflow.telling import SUBMITTED, approvers_of, tell

PATIENCE = timedelta(days=3)
#: Steps recalled by one pass: a site where hundreds wait is told of them over several days.
AT_ONCE = 200


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Write the reminders that are owed, one letter to each person; returns how many letters.

    Two passes at the same time write each once: the second waits for the rows of the first.
    """
    waiting = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        started_at__lte=now - PATIENCE,
        rappel__isnull=True,
    )
    held = list(waiting.select_for_update(of=("self",)).order_by("started_at", "pk")[:AT_ONCE])
    # Asked anew once the rows are ours: another pass may have written them while this one waited.
    done = set(Rappel.objects.filter(etape__in=held).values_list("etape", flat=True))
    states = [one for one in held if one.pk not in done]
    Rappel.objects.bulk_create(Rappel(etape=state, le=now) for state in states)
    pages: dict[int, list[tuple[Any, str, datetime]]] = defaultdict(list)
    people: dict[int, Any] = {}
    for state in states:
        page = state.workflow_state.content_object
        if not isinstance(page, Page):
            continue
        for one in approvers_of(state):
            people[one.pk] = one
            pages[one.pk].append((page, state.task.name, state.started_at))
    for pk, person in people.items():
        tell([person], letters.reminder(pages[pk]), kind=SUBMITTED)
    return len(people)
