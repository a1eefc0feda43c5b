"""Copies: Wagtail asks for the page at the top and for its new place; here, for what is below and what follows."""

from typing import Any

from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasPermissionError
from wagtail.admin.forms.pages import CopyForm

from comite.enums import Act
from comite.standings import governed
from comite.tester import RoleTester

NOT_ALL = "Parmi les pages qui seraient copiées, il y en a d’autres organisations : copiez cette page seule."
NOT_SHOWN = "Il faut le droit de publier chacune des pages copiées pour que leur copie soit en ligne."
NOT_FOLLOWED = "Une copie qui suit sa page est en ligne avec elle : il faut le droit de publier cette page."


def refused_copy(*, page: Any, user: Any, below: bool, live: bool, follows: bool) -> str:
    """Why this account may not copy the page so, as a sentence; "" when it may, or where groups decide.

    `below`: with all pages below it. `live`: the copies are published. `follows`: they follow the page.
    """
    if not governed(user):
        return ""
    tester = RoleTester(user, page)
    may = tester.allows_below if below else lambda act: tester.allows(act)
    if not may(Act.COPY):
        return NOT_ALL
    if follows and not may(Act.ALIAS):
        return NOT_FOLLOWED
    return NOT_SHOWN if live and not may(Act.PUBLISH) else ""


class CopieSelonLesDroits(CopyForm):
    """Wagtail's own form, which does not ask whose pages stand below."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        refused = refused_copy(
            page=self.page.specific_deferred,
            user=self.user,
            below=bool(cleaned.get("copy_subpages")),
            live=bool(cleaned.get("publish_copies")),
            follows=bool(cleaned.get("alias")),
        )
        if refused:
            self.add_error(None, refused)
        return cleaned


class AliasSelonLesDroits(CreatePageAliasAction):
    """What the API does: Wagtail asks whether the page may be copied, not whether it may be followed."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks=skip_permission_checks)
        if self.user and not skip_permission_checks:
            page = self.page.specific_deferred
            refused = refused_copy(page=page, user=self.user, below=self.recursive, live=False, follows=True)
            if refused:
                raise CreatePageAliasPermissionError(refused)
