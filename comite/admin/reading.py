"""« Lire le brouillon »: the last draft of a page as visitors would see it, for those who may not change it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from comite.enums import Act
from comite.rights import may
from comite.standings import governed


def reads(*, user: Any, page: Any) -> bool:
    """Whether this account may read the draft: everybody of the Comité; where groups decide, whoever may change it."""
    if governed(user):
        return may(user=user, act=Act.READ, page=page)
    rights = page.permissions_for_user(user)
    return bool(rights.can_edit() or rights.can_publish())


def read_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft in the page's own template. Raises PermissionDenied, Http404."""
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=pk)
    if not reads(user=request.user, page=page):
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    shown: HttpResponse = draft.make_preview_request(request, draft.default_preview_mode)
    return shown
