"""What Wagtail asks about many pages at once, answered by the rule of rights once roles are in force.

Lists, choosers and reports ask for the pages with which an account may do something; the API asks for those that it may
« change or publish » when it shows them. Everybody of the Comité reads everything, so that question means reading.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from comite.enums import Act, RoleComite
from comite.rights import Held, held_of, may, may_at_all, organisations_for
from comite.standings import accounts_standing, governed, kept_on, roles_in_force
from comite.table import ANY, NO_ONES, OWN
from comite.tester import WORDS
from pages.models import PageEditoriale

ROOT = "_comite_root"
#: Wagtail's API asks so for what it shows to an account.
SHOWN = frozenset({"change", "publish"})
#: Wagtail's admin asks so for who may enter the explorer at all.
EXPLORES = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})


class RolesPagePolicy(PagePermissionPolicy):
    """Wagtail's own for those whom groups serve; the rule of rights for all others."""

    # No list that another policy left on the account is taken for ours.
    permission_cache_name = "_comite_page_permission_cache"

    def get_all_permissions_for_user(self, user: Any) -> Any:
        """What choosers of a parent page read: that something may be added somewhere in the tree."""
        if not governed(user):
            return super().get_all_permissions_for_user(user)
        if not may_at_all(user=user, act=Act.CREATE):
            return []
        adding = Permission.objects.filter(content_type__app_label="wagtailcore", codename="add_page").first()
        homes = Page.objects.filter(depth=2)
        # Never saved; Wagtail puts them into a set, for which they need a key.
        rows = [GroupPagePermission(pk=-home.pk, page=home, permission=adding) for home in homes]
        return rows if adding else []

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not governed(user):
            return bool(super().user_has_any_permission(user, actions))
        return any(may_at_all(user=user, act=act) for act in acts_of(actions))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if not governed(user):
            return bool(super().user_has_any_permission_for_instance(user, actions, instance))
        if instance.depth == 1:
            return False
        held = held_of(instance)
        return any(may(user=user, act=act, page=held) for act in acts_of(actions))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        if not governed(user):
            return super().instances_user_has_any_permission_for(user, actions)
        wanted = {Act.READ} if frozenset(actions) == SHOWN else acts_of(actions)
        return self.model._default_manager.filter(depth__gt=1).filter(pages_for(user=user, acts=wanted))

    def instances_for_act(self, user: Any, act: Act) -> Any:
        """The pages with which an account that roles govern may do this."""
        return self.model._default_manager.filter(depth__gt=1).filter(pages_for(user=user, acts={act}))

    def users_for_act(self, act: Act, instance: Any) -> Any:
        """The accounts that may do this with a page, by their roles today, to be told of it; no superusers.

        Administrators are told where nobody else can do it.
        """
        nearer = frozenset(RoleComite) - {RoleComite.ADMINISTRATEUR}
        found = _accounts(allowed_accounts({act}, held_of(instance), by=nearer), include_superusers=False)
        if found.exists():
            return found
        return _accounts(allowed_accounts({act}, held_of(instance)), include_superusers=False)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> Any:
        if not roles_in_force():
            return super().users_with_any_permission(actions, include_superusers)
        roles = [role for role in RoleComite if acts_of(actions) & (OWN.get(role, frozenset()) | ANY[role])]
        return _accounts(
            Q(pk__in=accounts_standing(timezone.localdate(), role__in=roles).values("pk")), include_superusers
        )

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> Any:
        if not roles_in_force():
            return super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        return _accounts(allowed_accounts(acts_of(actions), held_of(instance)), include_superusers)

    def explorable_root_instance(self, user: Any) -> Any:
        if not governed(user):
            return super().explorable_root_instance(user)
        kept: dict[str, Any] = kept_on(user, ROOT)
        if "root" not in kept:
            kept["root"] = Page.get_first_root_node() if may_at_all(user=user, act=Act.READ) else None
        return kept["root"]

    def explorable_instances(self, user: Any) -> Any:
        if not governed(user):
            return super().explorable_instances(user)
        every = self.model._default_manager
        return every.all() if may_at_all(user=user, act=Act.READ) else every.none()


def acts_of(actions: Iterable[str]) -> set[Act]:
    """Wagtail's words as acts; all of those that lead into the explorer mean reading."""
    words = set(actions)
    acts = {WORDS[word] for word in words if word in WORDS}
    return acts | {Act.READ} if words >= EXPLORES else acts


def pages_for(*, user: Any, acts: Collection[Act]) -> Q:
    """Which pages an account may do one of these acts with: a condition on `Page` or a type of it."""
    if any(may(user=user, act=act, page=Held(responsable_id=0)) for act in acts):
        return Q()
    theirs = {pk for act in acts for pk in organisations_for(user=user, act=act)}
    held = PageEditoriale.objects.filter(Q(responsable__in=theirs) | Q(adjoint__in=theirs))
    found = Q(pk__in=held.order_by().values("pk"))
    if any(may(user=user, act=act) for act in acts):
        nobodys = PageEditoriale.objects.filter(responsable__isnull=True, adjoint__isnull=True)
        found |= Q(pk__in=nobodys.order_by().values("pk"))
    return found


def allowed_accounts(acts: Collection[Act], held: Held, by: Collection[RoleComite] = tuple(RoleComite)) -> Q:
    """Which accounts may do one of these acts with a page so held, by their roles today; `by`: by one of these."""
    today = timezone.localdate()

    def standing(table: Any, **where: Any) -> "QuerySet[Any]":
        roles = [role for role, given in table.items() if role in by and given & set(acts)]
        found: QuerySet[Any] = accounts_standing(today, role__in=roles, **where)
        return found

    holders = [one for one in held if one is not None]
    found = Q(pk__in=standing(ANY).values("pk"))
    if holders:
        return found | Q(pk__in=standing(OWN, partenaire__in=holders).values("pk"))
    return found | Q(pk__in=standing(NO_ONES).values("pk"))


def _accounts(found: Q, include_superusers: bool) -> Any:
    every = get_user_model()._default_manager.filter(is_active=True)
    return every.filter(found | Q(is_superuser=True) if include_superusers else found & Q(is_superuser=False))
