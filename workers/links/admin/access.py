"""Who sees the links in the admin."""

from wagtail.admin.views.generic import PermissionCheckedMixin

from comite.tester import PolicyOfPages

PERMISSIONS = ["add", "change", "publish"]


class ForEditors(PermissionCheckedMixin):
    """Open to whoever may work on pages."""

    permission_policy = PolicyOfPages()
    any_permission_required = PERMISSIONS
