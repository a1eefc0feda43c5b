"""What our reports in the admin share: who may read them, and the way back."""

from typing import Any

from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry


class AdminReport(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page to read, for whoever may add, change or publish some page."""

    permission_policy: Any = policy_registry.get_by_type(Page)
    any_permission_required = ["add", "change", "publish"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]
