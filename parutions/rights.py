"""Who may do what with a set. All of it comes from the one rule of rights; where roles are not in force, from groups.

Who prepares a set need not be allowed to publish its pages: each page also needs the agreement of somebody who may
(`agrees`), which whoever may gives by adding it. Then another than who proposed it, and than who wrote, approves all.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from comite.enums import Act
from comite.rights import may
from comite.standings import accounts_standing, governed, roles_in_force
from comite.table import ANY
from parutions.enums import Sorte
from parutions.models import PageDeParution

#: Accounts that are told or looked at.
AT_MOST = 50


def looks(user: Any) -> bool:
    """Whether this account sees sets: everybody of the Comité does."""
    if governed(user):
        return may(user=user, act=Act.READ)
    return bool(user.is_active and user.has_perm("wagtailadmin.access_admin"))


def prepares(user: Any) -> bool:
    """Whether this account prepares, approves and undoes sets."""
    if governed(user):
        return may(user=user, act=Act.PREPARE)
    return bool(user.is_active and policy_registry.get_by_type(Page).user_has_permission(user, "publish"))


def adds(user: Any, page: Any) -> bool:
    """Whether this account puts this page into a set."""
    if page.is_root():
        return False
    if governed(user):
        return may(user=user, act=Act.GATHER, page=page)
    return bool(page.permissions_for_user(user).can_edit())


def agrees(user: Any, element: PageDeParution) -> bool:
    """Whether this account could do by itself what the set will do: its agreement is then enough."""
    if element.page is None or user is None:
        return False
    rights = element.page.specific_deferred.permissions_for_user(user)
    if element.sorte == Sorte.DEPLACER:
        target = element.destination
        return bool(target is not None and rights.can_move() and adds_below(user, target))
    return bool(rights.can_publish() if element.sorte == Sorte.PUBLIER else rights.can_unpublish())


def adds_below(user: Any, target: Any) -> bool:
    """Whether this account may put pages below this one."""
    rights = target.specific_deferred.permissions_for_user(user)
    return bool(user.is_superuser or "add" in rights.permissions)


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
