"""`POST /api/v3/pages/{id}/actions/submit/`: a draft is submitted, as the editor does it.

Written for whoever may submit the page: a token with the right to write. Nothing of the draft goes out.
"""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import PositiveInt
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import Page

from acces.enums import TokenScope
from ground.facts import facts
from ground.problems import ProblemeSchema, Refusal
from pages.workflow.submitting import submit

router = Router(tags=["pages"], auth=BearerTokenAuth())


class RelectureSchema(Schema):
    """Where the review of a page stands. `etape`: the name of the step at which it waits; None when none was needed."""

    page: int
    etat: str
    etape: str | None
    depuis: datetime | None


@router.post(
    "/{page_id}/actions/submit/",
    response={200: RelectureSchema, 401: ProblemeSchema, 403: ProblemeSchema, 404: ProblemeSchema, 422: Refusal},
    operation_id="pages_actions_submit",
    summary="Soumettre le brouillon à la relecture",
)
@facts(needs=TokenScope.ECRITURE)
def submit_draft(request: HttpRequest, page_id: PositiveInt) -> RelectureSchema:
    """Commence la relecture du dernier brouillon, ou reprend celle qui était « à compléter »."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id)
    state = submit(page=page, by=request.user)
    state.refresh_from_db()
    waiting = state.current_task_state if state.status == state.STATUS_IN_PROGRESS else None
    return RelectureSchema(
        page=page.pk,
        etat=state.status,
        etape=waiting.task.name if waiting else None,
        depuis=waiting.started_at if waiting else None,
    )
