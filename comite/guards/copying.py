"""Copies: Wagtail asks for the page at the top and for its new place; here, for what is below and what follows."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.actions.copy_page import CopyPageAction, CopyPagePermissionError
from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasPermissionError
from wagtail.admin.forms.pages import CopyForm

from comite.enums import Act
from comite.eyes import authors_of, watching
from comite.standings import governed
from comite.tester import RoleTester

NOT_ALL = "Parmi les pages qui seraient copiées, il y en a d’autres organisations : copiez cette page seule."
NOT_SHOWN = "Il faut le droit de publier chacune des pages copiées pour que leur copie soit en ligne."
NOT_FOLLOWED = "Une copie qui suit sa page est en ligne avec elle : il faut le droit de publier cette page."
ONE_PAIR_OF_EYES = "Quatre yeux\u00a0: une copie n’est pas mise en ligne par qui la fait. Copiez la page en brouillon."
#: The boxes of the form that ask for more than a draft of this page alone.
ASKED = ("alias", "publish_copies", "copy_subpages")
NOT_FOLLOWED_BY_ITS_AUTHOR = (
    "Quatre yeux\u00a0: vous avez modifié cette page en dernier. Une autre personne en fait une copie qui la suit."
)


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
    if follows:
        return own_change_followed(page=page, user=user) if may(Act.ALIAS) else NOT_FOLLOWED
    if live:
        return (ONE_PAIR_OF_EYES if watching() else "") if may(Act.PUBLISH) else NOT_SHOWN
    return ""


def own_change_followed(*, page: Any, user: Any) -> str:
    """Why four eyes stand against a copy that follows the page, and is online at once: whoever changed the page last
    does not put it in another place alone.
    """
    if not watching() or page.live_revision is None:
        return ""
    last, _ = authors_of(page.live_revision, until_online=False)
    return NOT_FOLLOWED_BY_ITS_AUTHOR if user.pk == last else ""


def held_back_copy(*, page: Any, below: bool) -> str:
    """Why copies of the page, and of all below, may not be online: each page that is says it itself; "" when they may.

    Whoever makes the copy, a superuser too: this is no question of rights.
    """
    for one in page.get_descendants(inclusive=True).live().specific().iterator() if below else (page.specific,):
        asked = getattr(one, "what_holds_it_back", None)
        if one.live and asked is not None and (said := str(asked())):
            return f"« {one.get_admin_display_title()} »\u00a0: {said}" if below else said
    return ""


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
        if not refused and (cleaned.get("publish_copies") or cleaned.get("alias")):
            refused = held_back_copy(page=self.page, below=bool(cleaned.get("copy_subpages")))
        if refused:
            # Wagtail's page shows no error that is no field's.
            self.add_error(next((one for one in ASKED if cleaned.get(one)), None), refused)
        return cleaned


class CopieParLApi(CopyPageAction):
    """What the API does: Wagtail does not ask whose pages stand below, nor how many eyes saw what goes online."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks=skip_permission_checks)
        if self.user and not skip_permission_checks:
            page = self.page.specific_deferred
            refused = refused_copy(
                page=page, user=self.user, below=self.recursive, live=self.keep_live and page.live, follows=False
            )
            if refused:
                raise CopyPagePermissionError(refused)
        if self.keep_live and (held := held_back_copy(page=self.page, below=self.recursive)):
            raise ValidationError(held)


class AliasSelonLesDroits(CreatePageAliasAction):
    """What the API does: Wagtail asks whether the page may be copied, not whether it may be followed."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks=skip_permission_checks)
        if self.user and not skip_permission_checks:
            page = self.page.specific_deferred
            refused = refused_copy(page=page, user=self.user, below=self.recursive, live=False, follows=True)
            if refused:
                raise CreatePageAliasPermissionError(refused)
        if held := held_back_copy(page=self.page, below=self.recursive):
            raise ValidationError(held)
