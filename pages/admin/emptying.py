"""A boîte, a rubrique or an axe that holds pages is not deleted with them: it is said why, and where to go first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.actions.delete_page import DeletePageAction, DeletePagePermissionError
from wagtail.admin import messages
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from comite.enums import Act
from comite.rights import may
from comite.standings import governed
from pages.enums import NavigationPlace
from pages.models import PageEditoriale

#: What holds the site’s pages together.
SHELVES = frozenset({NavigationPlace.HOME, NavigationPlace.AXE, NavigationPlace.SHELF})
NAMED = 20
NOBODY = "sans responsable"
FULL = "« {title} » contient encore {count} : videz-la d’abord."


def is_full(page: Any) -> bool:
    """Whether it is a shelf with pages on it."""
    return page.specific_class is not None and not page.is_leaf() and _place(page) in SHELVES


def sentence_of(page: Any) -> str:
    """Why the page is not deleted; "" when its contents do not stand against it."""
    if not is_full(page):
        return ""
    number = page.get_descendant_count()
    count = f"{number} page{'s' if number > 1 else ''}"
    return FULL.format(title=page.get_admin_display_title(), count=count)


def may_delete_it_empty(page: Any, user: Any) -> bool:
    """Whether nothing but what stands below keeps this account from deleting it."""
    if governed(user):
        return may(user=user, act=Act.DELETE, page=page) and (
            not page.live or may(user=user, act=Act.UNPUBLISH, page=page)
        )
    return bool(page.permissions_for_user(user).can_delete())


def _place(page: Any) -> NavigationPlace | None:
    return getattr(page.specific_class, "navigation_place", None)


def refuse_at_the_view() -> None:
    """Wagtail asks for the right first, and answers a refusal without a reason."""
    asked = DeleteView.dispatch

    def dispatch(self: Any, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> Any:
        page = PageEditoriale.objects.filter(pk=page_id).first()
        if page is not None and is_full(page) and may_delete_it_empty(page, request.user):
            return _why(request, page)
        return asked(self, request, page_id, *args, **kwargs)

    DeleteView.dispatch = dispatch


def _why(request: HttpRequest, page: Any) -> HttpResponse:
    below = PageEditoriale.objects.descendant_of(page).select_related("responsable").order_by("path")
    held = Counter(below.values_list("responsable__nom", flat=True))
    children = page.get_children().order_by("path")
    context = {
        "header_title": "Suppression impossible",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[page.pk]), "label": page.get_admin_display_title()},
            {"url": "", "label": "Suppression impossible"},
        ],
        "page": page,
        "sentence": sentence_of(page),
        "organisations": [(name or NOBODY, number) for name, number in held.most_common()],
        "children": [_row(child, request.user) for child in children[:NAMED]],
        "others": max(children.count() - NAMED, 0),
        "explorer": reverse("wagtailadmin_explore", args=[page.pk]),
        "may_unpublish": page.live and page.permissions_for_user(request.user).can_unpublish(),
    }
    # 409: what was asked is understood, and what exists stands against it.
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "wagtailadmin/nouvelle/pleine.html", context, status=status)


def _row(child: Page, user: Any) -> tuple[str, str, str]:
    """Its title, its kind, where to go for it: its own children first, its form, or its draft."""
    kind = child.specific_class
    if child.numchild:
        where = reverse("wagtailadmin_explore", args=[child.pk])
    elif child.specific_deferred.permissions_for_user(user).can_edit():
        where = reverse("wagtailadmin_pages:edit", args=[child.pk])
    else:
        where = reverse("comite_lire", args=[child.pk])
    return child.get_admin_display_title(), str(kind._meta.verbose_name) if kind else "", where


def refuse_full_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Several pages together: each that is full is named, and nothing is deleted."""
    refused = [said for page in objects if isinstance(page, Page) and (said := sentence_of(page))]
    if action_type != "delete" or not refused:
        return None
    for said in refused:
        messages.error(request, said)
    return redirect(action.next_url)


class DeleteWhatIsEmpty(DeletePageAction):
    """What the API does."""

    def check(self, skip_permission_checks: bool = False) -> None:
        said = sentence_of(self.page)
        if said and self.user and not skip_permission_checks and may_delete_it_empty(self.page.specific, self.user):
            raise DeletePagePermissionError(said)
        super().check(skip_permission_checks=skip_permission_checks)


def button_of_full_pages(page: Any, user: Any) -> Iterator[Button]:
    """Wagtail offers « Supprimer » only where it would be done; here it leads to the reason."""
    shown = is_full(page) and not page.permissions_for_user(user).can_delete()
    if shown and may_delete_it_empty(page, user):
        where = reverse("wagtailadmin_pages:delete", args=[page.pk])
        yield Button("Supprimer", where, icon_name="bin", priority=30)
