"""What the screens of partners' desks in the admin share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from propositions.rights import reads


class EcranDEspace(WagtailAdminTemplateMixin, TemplateView):
    """One of them, for whoever reads drafts."""

    header_icon = "group"
    page_title = "Propositions des partenaires"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_for(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_for(self, user: Any) -> bool:
        """Whether this account sees the screen."""
        return reads(user)

    def above(self) -> list[dict[str, str]]:
        """What stands above it in the menu."""
        return [{"url": reverse("espace_propositions"), "label": "Propositions des partenaires"}]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), *self.above(), {"url": "", "label": self.get_page_title()}]
