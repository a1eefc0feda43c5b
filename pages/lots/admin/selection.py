"""Which pages are meant: those whose keys stand in the address, or all that a filtered list of the admin finds.

A list is named by its own address, as its reader sees it (`/admin/ressources/?nature=3&q=eau`): the very view of the
list is asked, so that what is changed is what was seen, on all of its screens.
"""

import copy
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from pages.models import PageEditoriale

KEYS, LIST = "id", "liste"
UNKNOWN = "Cette liste n’existe pas, ou n’est pas une liste de pages : repartez de la liste."
EXPLORER = ("wagtailadmin_explore", "wagtailadmin_explore_root")
PAGES = (IndexView, ReportView)


def chosen_pages(request: HttpRequest, query: QueryDict) -> list[int]:
    """The keys of the pages that the query names, each once. Raises ValidationError for a list that is none."""
    if address := query.get(LIST, ""):
        found = pages_of_list(request, str(address))
    else:
        found = [int(one) for one in query.getlist(KEYS) if one.isdecimal() and len(one) < 19]
    return list(dict.fromkeys(found))


def pages_of_list(request: HttpRequest, address: str) -> list[int]:
    """The keys of what this list of the admin finds for this reader, in its order."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404 as exc:
        raise ValidationError(UNKNOWN) from exc
    # The explorer is hidden behind a function of Wagtail's, which asks the type of the page for its view.
    explores = match.view_name in EXPLORER
    kind = ExplorableIndexView if explores else getattr(match.func, "view_class", None)
    if kind is None or not issubclass(kind, PAGES):
        raise ValidationError(UNKNOWN)
    asked = copy.copy(request)
    asked.GET = QueryDict(parts.query)
    asked.resolver_match = match
    view: Any = kind(**({"model": Page} if explores else match.func.view_initkwargs))  # type: ignore[attr-defined]  # `as_view` leaves it there
    view.setup(asked, *match.args, **match.kwargs)
    if not issubclass(view.model, Page):
        raise ValidationError(UNKNOWN)
    if hasattr(view, "permission_policy") and hasattr(view, "any_permission_required"):
        policy = view.permission_policy
        if not policy.user_has_any_permission(request.user, view.any_permission_required):
            raise ValidationError(UNKNOWN)
    if isinstance(view, ExplorableIndexView):
        number = match.kwargs.get("parent_page_id")
        above = Page.objects.filter(pk=number).first() if number else Page.get_first_root_node()
        if above is None:
            raise ValidationError(UNKNOWN)
        view.parent_page = above.specific
    rows = view.get_queryset()
    keys = [row.pk for row in rows] if not hasattr(rows, "values_list") else list(rows.values_list("pk", flat=True))
    return list(PageEditoriale.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else []
