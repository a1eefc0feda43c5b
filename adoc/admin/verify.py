"""« Vérifier le parcours »: what is wrong with the latest draft, each fault with its path and the way to its place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from adoc.checking import check_parcours
from adoc.models import ParcoursAdoc
from adoc.parcours.verification import Defaut


class VerifyParcours(WagtailAdminTemplateMixin, TemplateView):
    """The report, made anew each time."""

    template_name = "parcours_admin/verifier.html"
    header_icon = "tasks"
    page_title = "Vérifier le parcours"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.parcours.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def parcours(self) -> ParcoursAdoc:
        return get_object_or_404(ParcoursAdoc, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.parcours.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        titre = self.get_page_subtitle()
        edit = {"url": self._edit, "label": titre}
        return [*super().get_breadcrumbs_items(), edit, {"url": "", "label": f"Vérifier\u00a0: {titre}"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.parcours.get_latest_revision_as_object()
        report = check_parcours(draft)
        return {
            **super().get_context_data(**kwargs),
            "rapport": report,
            "bloquants": [self._shown(one) for one in report.defauts if one.est_bloquant],
            "autres": [self._shown(one) for one in report.defauts if not one.est_bloquant],
            "modifier": self._edit,
        }

    def _shown(self, defaut: Defaut) -> dict[str, Any]:
        return {"defaut": defaut, "adresse": f"{self._edit}#inline_child_{defaut.panneau}-{defaut.rang}"}

    @property
    def _edit(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.parcours.pk])
