"""Passwords are tried as `acces` says; what an account may do comes from its roles, once they are in force."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils import timezone

from acces.passwords import SlowedBackend
from comite.enums import RoleComite
from comite.groups import EDITEURS, ENTER, LOOK, WORKING, groups_of, only_looks
from comite.standings import accounts_standing, governed, roles_in_force, standings_of


class RolesBackend(SlowedBackend):
    """Django's own permissions, given by roles instead of groups: a group that somebody was left in gives nothing."""

    def _get_user_permissions(self, user_obj: Any) -> "QuerySet[Permission]":
        if governed(user_obj):
            return Permission.objects.none()
        found: QuerySet[Permission] = super()._get_user_permissions(user_obj)  # type: ignore[misc]  # the stubs hide it
        return found

    def _get_group_permissions(self, user_obj: Any) -> "QuerySet[Permission]":
        standings = standings_of(user_obj) if governed(user_obj) else None
        if standings is None:
            found: QuerySet[Permission] = super()._get_group_permissions(user_obj)  # type: ignore[misc]  # as above
            return found
        if only_looks(standings):
            looking = Q(codename=ENTER) | Q(codename__startswith=LOOK)
            return Permission.objects.filter(looking, group__name=EDITEURS)
        return Permission.objects.filter(group__name__in=groups_of(standings))

    def with_perm(
        self, perm: str | Permission, is_active: bool = True, include_superusers: bool = True, obj: Any = None
    ) -> Any:
        """The accounts that have a permission: by their roles once these are in force."""
        found = super().with_perm(perm, is_active=is_active, include_superusers=include_superusers, obj=obj)
        if obj is not None or not roles_in_force():
            return found
        label, codename = perm.split(".", 1) if isinstance(perm, str) else (perm.content_type.app_label, perm.codename)
        holders = Permission.objects.filter(content_type__app_label=label, codename=codename)
        names = set(holders.values_list("group__name", flat=True))
        looks = codename == ENTER or codename.startswith(LOOK)
        roles = [role for role in RoleComite if names & set(WORKING.get(role, (EDITEURS,) if looks else ()))]
        by_role = Q(pk__in=accounts_standing(timezone.localdate(), role__in=roles).values("pk"))
        wanted = by_role | Q(is_superuser=True) if include_superusers else by_role & Q(is_superuser=False)
        return found.model._default_manager.filter(wanted, **({} if is_active is None else {"is_active": is_active}))
