"""Images and documents, once roles are in force: whoever writes chooses any of them, adds, and changes their own.

Those of others are changed by the secrétariat and by administrators. What the two groups hold on collections says in
which collections that is.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permission_policies.collections import (
    CollectionManagementPermissionPolicy,
    CollectionOwnershipPermissionPolicy,
)
from wagtail.permissions import register_permission_policy

from comite.enums import RoleComite
from comite.groups import groups_of
from comite.standings import governed, standings_of

#: Whoever has one of these changes the files of others too.
OF_ALL = frozenset({RoleComite.SECRETARIAT, RoleComite.ADMINISTRATEUR})
#: What those may do with the files of others who have a role for an organisation only.
SHARED = ("add_", "choose_")


class ByRoles:
    """What somebody holds on collections, by role instead of by group."""

    # Wagtail's own policies keep what groups give under another name: neither reads what the other kept.
    permission_cache_name = "_comite_collection_permission_cache"

    def get_all_permissions_for_user(self, user: AbstractBaseUser | Any) -> Any:
        standings = standings_of(user) if user.is_authenticated and governed(user) else None
        if standings is None:
            return super().get_all_permissions_for_user(user)  # type: ignore[misc]  # a policy, behind this mixin
        rows = GroupCollectionPermission.objects.select_related("permission", "collection")
        found = list(rows.filter(group__name__in=groups_of(standings)))
        if standings.site & OF_ALL:
            return found
        return [one for one in found if one.permission.codename.startswith(SHARED)]


class FilesByRoles(ByRoles, CollectionOwnershipPermissionPolicy):
    """Of images or documents."""


class CollectionsByRoles(ByRoles, CollectionManagementPermissionPolicy):
    """Of collections themselves."""


def register_policies() -> None:
    """Put them before Wagtail's own, which its apps register, be it after ours: the exact class wins."""
    for model, label in ((get_image_model(), "wagtailimages.Image"), (get_document_model(), "wagtaildocs.Document")):
        policy = FilesByRoles(model, auth_model=label, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
    register_permission_policy(Collection, CollectionsByRoles(Collection), exact_class=True)
