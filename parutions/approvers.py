"""Who may approve a set, by their accounts."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from comite.enums import Act
from comite.standings import accounts_standing, roles_in_force
from comite.table import ANY
from parutions.rights import prepares

AT_MOST = 50


def approvers() -> list[Any]:
    """The accounts that prepare and approve sets: by their roles, superusers where roles decide nothing yet."""
    if roles_in_force():
        roles = [role for role, acts in ANY.items() if Act.PREPARE in acts]
        return list(accounts_standing(timezone.localdate(), role__in=roles)[:AT_MOST])
    accounts = get_user_model()._default_manager.filter(is_active=True).order_by("pk")[:AT_MOST]
    return [account for account in accounts if prepares(account)]


def is_alone(user: Any) -> bool:
    """Whether nobody else could approve: two pairs of eyes are then asked of nobody, and that is said."""
    others = get_user_model()._default_manager.filter(is_active=True, is_superuser=True).exclude(pk=user.pk)
    return not others.exists() and all(one.pk == user.pk for one in approvers())
