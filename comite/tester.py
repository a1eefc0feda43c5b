"""What Wagtail asks before it lets somebody do something with a page, answered by the rule of rights.

Wagtail's views ask questions (`can_publish`); some of its actions look into a set of words instead (`.permissions`,
where a page is moved to). This tester holds both, and both come from `may`.
"""

from typing import Any

from wagtail.models import Page, PagePermissionTester
from wagtail.permissions import policy_registry

from comite.enums import Act
from comite.eyes import lock_refuses, locked_by_another, who_changed
from comite.rights import Held, held_of, may, may_at_all, publishes_what_it_creates
from comite.standings import governed, kept_on, loaded

LOCKED_BELOW = "_comite_locked_below"
#: Wagtail's words, each with the act that it means.
WORDS = {
    "add": Act.CREATE,
    "change": Act.EDIT,
    "delete": Act.DELETE,
    "publish": Act.PUBLISH,
    "bulk_delete": Act.DELETE,
    "lock": Act.LOCK,
    "unlock": Act.UNLOCK,
    "view": Act.READ,
}


def rights_of(user: Any, page: Any) -> PagePermissionTester:
    """Who answers for this account: the rule of rights, or Wagtail's own groups where roles do not decide."""
    return RoleTester(user, page) if governed(user) else PagePermissionTester(user, page)


class RoleTester(PagePermissionTester):
    """Wagtail's questions about one page and one account, each an act of the rule."""

    def __init__(self, user: Any, page: Any) -> None:
        self.user = loaded(user)
        self.page = page
        self.page_is_root = page.depth == 1
        self.held = page.held_for(user) if hasattr(page, "held_for") else held_of(page)

    @property
    def permissions(self) -> set[str]:
        """Wagtail's words for what is allowed; « add » is about what stands below."""
        words = {word for word, act in WORDS.items() if word != "add" and self.allows(act)}
        return words | ({"add"} if self._takes_pages() else set())

    def allows(self, act: Act) -> bool:
        """Whether this account may do this with this page."""
        return not self.page_is_root and may(user=self.user, act=act, page=self.held)

    def can_add_subpage(self) -> bool:
        kind = self.page.specific_class
        return (
            kind is not None
            and any(model.can_create_at(self.page) for model in kind.creatable_subpage_models())
            and self._takes_pages()
        )

    def can_edit(self) -> bool:
        return self.allows(Act.EDIT)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """With all that stands below: nobody deletes another's page by deleting the page above it."""
        return not self._held_back() and self.allows_below(Act.DELETE, live=Act.UNPUBLISH)

    def can_unpublish(self) -> bool:
        return bool(self.page.live) and not self.page_locked() and self.allows(Act.UNPUBLISH)

    def refusal_to_decide(self, *, approving: bool, four_eyes: bool) -> str:
        """Why this account, whose step it is, may not approve the page or send it back now; "" when it may."""
        refused = lock_refuses(user=self.user, page=self.page)
        if refused or not (approving and four_eyes):
            return refused
        return who_changed(user=self.user, revision=self.page)

    def can_publish(self) -> bool:
        return self.allows(Act.PUBLISH)

    def can_submit_for_moderation(self) -> bool:
        return self.allows(Act.SUBMIT) and super().can_submit_for_moderation()

    def can_lock(self) -> bool:
        return self.allows(Act.LOCK)

    def can_unlock(self) -> bool:
        return self.allows(Act.UNLOCK) or (self.user_has_lock() and self.allows(Act.EDIT))

    def can_publish_subpage(self) -> bool:
        """A new page is published at once by whoever may publish all that they may create.

        Wagtail asks before it knows whose page it will be: who writes for one organisation and publishes for another
        saves a draft first.
        """
        kind = self.page.specific_class
        return kind is not None and bool(kind.creatable_subpage_models()) and publishes_what_it_creates(user=self.user)

    def _puts_in_order(self) -> bool:
        return self.allows(Act.MOVE) and self.allows(Act.PUBLISH)

    can_reorder_children = _puts_in_order

    def can_move(self) -> bool:
        return not self._held_back() and self.allows_below(Act.MOVE, live=Act.PUBLISH)

    def can_move_to(self, destination: Any) -> bool:
        """Below any page that takes it: what is moved stays its organisation's, whoever holds the new place."""
        if self.page == destination or destination.is_descendant_of(self.page):
            return False
        if not self.page.is_child_of(destination) and not self.page.specific.can_move_to(destination):
            return False
        return self.can_move() and "add" in destination.permissions_for_user(self.user).permissions

    def can_copy(self) -> bool:
        return self.allows(Act.COPY)

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        if not super().can_copy_to(destination, recursive):
            return False
        return not recursive or self.allows_below(Act.COPY)

    def _held_back(self) -> bool:
        """Whether somebody else has locked the page, or one below it: asked once for a page and those beside it."""
        if locked_by_another(user=self.user, page=self.page):
            return True
        if self.page.is_leaf():
            return False
        above = self.page.path[: -self.page.steplen]
        kept: dict[str, list[str]] = kept_on(self.user, LOCKED_BELOW)
        if above not in kept:
            locked = Page.objects.filter(path__startswith=above, locked=True).exclude(locked_by=self.user.pk)
            kept[above] = list(locked.values_list("path", flat=True))
        return any(path.startswith(self.page.path) for path in kept[above])

    def can_view_revisions(self) -> bool:
        return self.allows(Act.READ)

    def _takes_pages(self) -> bool:
        """Whether this account may put pages of its own below this one: below no one's page, or its own."""
        if self.page_is_root or not may_at_all(user=self.user, act=Act.CREATE):
            return False
        return self.held == Held() or self.allows(Act.CREATE)

    def allows_below(self, act: Act, live: Act | None = None) -> bool:
        """Whether this may be done with the page and all below; with those that visitors see, `live` as well."""
        if self.page_is_root:
            return False

        def allowed(held: Held, shown: bool) -> bool:
            return may(user=self.user, act=act, page=held) and (
                live is None or not shown or may(user=self.user, act=live, page=held)
            )

        if not allowed(self.held, bool(self.page.live)):
            return False
        return self.page.is_leaf() or all(allowed(*one) for one in self.page.holdings_below(self.user))


class PolicyOfPages:
    """The `permission_policy` of a view that is open to those who may work on pages, on its class as on the view.

    Looked up when it is asked: a view that is imported early would keep Wagtail's own.
    """

    def __get__(self, view: Any, kind: type) -> Any:
        return policy_registry.get_by_type(Page)
