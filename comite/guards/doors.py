"""Doors of Wagtail's admin that do not ask whether one may: asked here before they open.

Its steps of a workflow believe the step alone, and the step may be one of a group's. And a form that comes back from
somebody whose role has ended meanwhile is not thrown away: what was typed is shown, to be copied.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from comite.enums import Act
from comite.eyes import lock_refuses
from comite.refusing import RuleError
from comite.rights import may
from comite.standings import governed

PAGES = "wagtailadmin_pages:"
#: Views of one page that believe whoever comes: each with the act that it is; None: that of the step where it waits.
DOORS: Mapping[str, Act | None] = {
    f"{PAGES}workflow_action": None,
    f"{PAGES}collect_workflow_action_data": None,
    f"{PAGES}workflow_preview": Act.READ,
    f"{PAGES}confirm_workflow_cancellation": Act.READ,
}
#: Views that change a page whoever has locked it, each with the name of its number in the address.
UNLOCKED = {f"{PAGES}delete": "page_id", f"{PAGES}move": "page_to_move_id", f"{PAGES}move_confirm": "page_to_move_id"}
FORMS = {f"{PAGES}edit": "page_id", f"{PAGES}add": "parent_page_id"}
#: What a form holds beside what somebody typed.
NOT_TYPED = ("csrfmiddlewaretoken", "next", "loaded_revision", "action-", "overwrite_revision", "w-")
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS", "-count", "-deleted", "-order", "-type")
SHOWN_AT_MOST = 300


#: What a form that somebody sends is refused for, told by the room that it belongs to: (title, sentence) or None.
Refusal = Callable[[HttpRequest, Mapping[str, Any]], tuple[str, str] | None]
NO_LONGER = "Votre rôle ne permet plus de modifier cette page"
_forms: dict[str, Refusal] = {}


def give_back(name: str, refusal: Refusal) -> None:
    """Say in `ready()` that what is typed into the form of this view is given back when it may not be kept."""
    _forms[name] = refusal


class AskAtTheDoor:
    """A middleware: looks at the name of the view, and at nothing else of most requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """The refusal; None lets the view answer."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in DOORS and governed(request.user):
            page = Page.objects.filter(pk=kwargs["page_id"]).first()
            if page is not None and not may(user=request.user, act=DOORS[name] or act_of_step(page), page=page):
                refused: HttpResponse = permission_denied(request)
                return refused
        if name in UNLOCKED and request.user.has_perm("wagtailadmin.access_admin"):
            page = Page.objects.filter(pk=kwargs[UNLOCKED[name]]).select_related("locked_by").first()
            if page is not None and (said := lock_refuses(user=request.user, page=page)):
                return said_at_home(request, said)
        if request.method == "POST" and name in FORMS and request.accepts("text/html") and governed(request.user):
            return _kept(request, name, kwargs[FORMS[name]])
        if request.method == "POST" and name in _forms and request.user.is_authenticated:
            late = _forms[name](request, kwargs)
            return given_back(request, *late) if late else None
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a rule refused behind the door, in its words: on the page one came from, nothing that was saved lost."""
        if not isinstance(exception, RuleError):
            return None
        if request.headers.get("x-requested-with") == "XMLHttpRequest" or not request.accepts("text/html"):
            return JsonResponse({"error": str(exception)}, status=403)
        match = request.resolver_match
        page = Page.objects.filter(pk=match.kwargs.get("page_id")).first() if match else None
        if page is not None and page.permissions_for_user(request.user).can_edit():
            messages.error(request, str(exception))
            return redirect("wagtailadmin_pages:edit", page.pk)
        return said_at_home(request, str(exception))


def said_at_home(request: HttpRequest, sentence: str) -> HttpResponse:
    """A refusal, said on the first screen of the admin."""
    messages.error(request, sentence)
    return redirect("wagtailadmin_home")


def act_of_step(page: Page) -> Act:
    """What one does who decides at the step where the page waits."""
    task = page.current_workflow_task
    return Act(getattr(task, "acte", Act.APPROVE))


def _kept(request: HttpRequest, name: str, pk: int) -> HttpResponse | None:
    """What was typed, when its author may no longer save it; None when they may."""
    page = Page.objects.filter(pk=pk).first()
    if page is None:
        return None
    rights = page.permissions_for_user(request.user)
    if rights.can_edit() if name == f"{PAGES}edit" else rights.can_add_subpage():
        return None
    return given_back(request, request.POST.get("title") or page.get_admin_display_title(), NO_LONGER)


def given_back(request: HttpRequest, title: str, why: str) -> HttpResponse:
    """What was typed, to be copied, and why it is not kept."""
    said = {"titre": title, "pourquoi": why, "saisie": typed(request.POST)}
    return render(request, "comite/saisie_gardee.html", said, status=403)


def typed(data: QueryDict) -> list[tuple[str, str]]:
    """(name of the field, text) of what somebody typed, in the order of the form; rich text as its sentences."""
    found = []
    for name, values in data.lists():
        if name.startswith(NOT_TYPED) or name.endswith(COUNTS):
            continue
        text = "\n".join(_plain(str(value)) for value in values).strip()
        if text:
            found.append((name, text))
    return found[:SHOWN_AT_MOST]


def _plain(value: str) -> str:
    if not value.startswith("{"):
        return value
    try:
        blocks = json.loads(value)["blocks"]
        return "\n".join(str(block["text"]) for block in blocks)
    except (ValueError, KeyError, TypeError):
        return value
