"""« Les C.A.P. 2030 » in the reports of the admin: read-only, anonymous."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.cap.tableau_de_bord import SEUIL, tableau
from pages.parcours.admin_lacunes import lacunes

LACUNES_MONTREES = 10


class TableauDesCaps(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """How many, of whom, what they hold, and what visitors missed most."""

    permission_policy: Any = policy_registry.get_by_type(Page)
    any_permission_required = ["add", "change", "publish"]
    template_name = "cap_admin/tableau.html"
    header_icon = "list-ul"
    page_title = "Les C.A.P. 2030"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "tableau": tableau(),
            "seuil": SEUIL,
            "lacunes": [one for one in lacunes() if one["fois"] >= SEUIL][:LACUNES_MONTREES],
            "url_des_lacunes": reverse("parcours_lacunes"),
        }
