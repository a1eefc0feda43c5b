"""Who sees the links in the admin."""

from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

PERMISSIONS = ["add", "change", "publish"]


class ForEditors(PermissionCheckedMixin):
    """Open to whoever may work on pages."""

    permission_policy = policy_registry.get_by_type(Page)
    any_permission_required = PERMISSIONS
