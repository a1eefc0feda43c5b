"""Who may see and do what in the menu « Recherche »."""

from typing import Any

from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry


class PourLaRedaction(PermissionCheckedMixin):
    """Open to whoever may work on pages."""

    permission_policy: Any = policy_registry.get_by_type(Page)
    any_permission_required = ["add", "change", "publish"]
