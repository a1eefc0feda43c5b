"""Who answers for a page, as the database has it, and what follows for those who work on it.

A draft may name another responsable, and so may a form that is being read: neither gives a right before publication.
Rights therefore never read the fields; they read what was loaded from the row.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Self

from django.db.models.functions import Substr
from wagtail.models import PagePermissionTester

from comite.rights import Held
from comite.standings import kept_on, loaded
from comite.tester import rights_of

FIELDS = ("responsable_id", "adjoint_id")
NAMES = frozenset({"responsable", "adjoint", *FIELDS})
TESTER = "_comite_tester"
BELOW = "_holdings_below"
BESIDE = "_holdings_beside"


class HeldPage:
    """A mixin of the page model: keeps who holds the page, and answers Wagtail's questions by the rule of rights."""

    _held: Held | None = None

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        page: Any = super().from_db(db, field_names, values)  # type: ignore[misc]  # a page, behind this mixin
        loaded = page.__dict__
        page._held = Held(*(loaded[one] for one in FIELDS)) if all(one in loaded for one in FIELDS) else None
        return page

    @property
    def held_by(self) -> Held:
        """The keys of the responsable and of the deputy, as saved; a page that is not saved yet is no one's."""
        page: Any = self
        if page.pk is None or (page._state.adding and page._held is None):
            return Held()
        if page._held is None:
            rows = type(page)._base_manager.filter(pk=page.pk).values_list(*FIELDS)
            page._held = Held(*rows.first() or ())
        return page._held

    def save(self, *args: Any, **kwargs: Any) -> Any:
        saved = super().save(*args, **kwargs)  # type: ignore[misc]  # as above
        written = kwargs.get("update_fields")
        if written is None or NAMES & set(written):
            self._held = None
            self.__dict__.pop(TESTER, None)
        return saved

    save.alters_data = True  # type: ignore[attr-defined]  # no template may call it

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)  # type: ignore[misc]  # as above
        self._held = None
        self.__dict__.pop(TESTER, None)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A revision as a page: whoever the revision names, the page is held by those of its row."""
        page = super().with_content_json(content)  # type: ignore[misc]  # as above
        page._held = self.held_by
        page.__dict__.pop(TESTER, None)
        return page

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Who answers, made once for an account and a page as both were loaded: a row of a list asks many times."""
        known: PagePermissionTester | None = self.__dict__.get(TESTER)
        account = loaded(user)
        if known is None or known.user is not account or known.page is not self:
            known = self.__dict__[TESTER] = rights_of(account, self)
        return known

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()  # type: ignore[assignment]  # as above
        state.pop(TESTER, None)
        return state

    def held_for(self, user: Any) -> Held:
        """The same as `held_by`, by one query for all pages beside it that were read as plain pages: choosers do."""
        page: Any = self
        if page._held is not None or page.pk is None:
            return self.held_by
        above = page.path[: -page.steplen]
        kept: dict[str, dict[int, Held]] = kept_on(user, BESIDE)
        if above not in kept:
            model = page._meta.get_field("responsable").model
            beside = model._base_manager.filter(path__startswith=above, depth=page.depth).order_by()
            kept[above] = {pk: Held(*held) for pk, *held in beside.values_list("pk", *FIELDS)}
        return kept[above].get(page.pk, Held())

    def holdings_below(self, user: Any) -> frozenset[tuple[Held, bool]]:
        """Who holds the pages below this one, and whether visitors see them, each pair once.

        Asked for this page and its sibling pages together, once for each account that was loaded: a list of pages asks
        it for every row.
        """
        page: Any = self
        steplen = page.steplen
        above = page.path[:-steplen]
        kept: dict[str, dict[str, frozenset[tuple[Held, bool]]]] = kept_on(user, BELOW)
        if above not in kept:
            kept[above] = _holdings(page._meta.get_field("responsable").model, above, page.depth, len(page.path))
        return kept[above].get(page.path, frozenset())


def _holdings(model: Any, above: str, depth: int, length: int) -> dict[str, frozenset[tuple[Held, bool]]]:
    rows = model._base_manager.filter(path__startswith=above, depth__gt=depth).order_by()
    found: dict[str, set[tuple[Held, bool]]] = defaultdict(set)
    for top, responsable, adjoint, live in (
        rows.annotate(top=Substr("path", 1, length)).values_list("top", *FIELDS, "live").distinct()
    ):
        found[top].add((Held(responsable, adjoint), live))
    return {top: frozenset(pairs) for top, pairs in found.items()}
