"""Where the log stands in the admin, and the words of what is noted."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from comite.staff.noting import WORDS
from comite.traces.listing import Journal, may_read_log
from comite.traces.wording import says


@hooks.register("register_log_actions")
def name_what_is_noted(actions: Any) -> None:
    """Roles, absences and accounts, in words."""
    for action, words in WORDS.items():
        actions.register_action(action)(says(*words))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("journal/", Journal.as_view(), name="journal"),
        path("journal/resultats/", Journal.as_view(results_only=True), name="journal_results"),
    ]


class MenuOfTheLog(MenuItem):
    """Shown to whoever may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_log(request.user)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return MenuOfTheLog("Journal", reverse("journal"), name="journal", icon_name="history", order=265)


@hooks.register("construct_reports_menu")
def one_log(request: HttpRequest, menu_items: list[Any]) -> None:
    """Whoever reads ours needs no second one beside it."""
    if may_read_log(request.user):
        menu_items[:] = [item for item in menu_items if item.name != "site-history"]
