"""« Fusionner » in the admin: choose the one that stays, read what would move, confirm."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from comite.admin.reading import reads
from doublons.merging.execution import forecast, merge_ressources
from doublons.merging.refusals import refusal
from pages.models import Ressource

CHOSEN = "termes"


class ChoixDeLaCible(forms.Form):
    """The ressource that stays."""

    cible = forms.ModelChoiceField(
        label="Ressource qui reste",
        queryset=Ressource.objects.all(),
        widget=AdminPageChooser(target_models=[Ressource]),
        error_messages={"invalid_choice": "Choisissez une ressource.", "required": "Choisissez une ressource."},
    )


class DeFusion(WagtailAdminTemplateMixin, TemplateView):
    """A page about a ressource that is to go."""

    header_icon = "resubmit"
    page_title = "Fusionner deux ressources"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reads(user=request.user, page=self.source):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def source(self) -> Ressource:
        return get_object_or_404(Ressource, pk=self.kwargs["source"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("doublons"), "label": "Doublons"}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.page_title}]


class ChoisirLaCible(DeFusion):
    """For who comes from a ressource: into which other one it goes."""

    template_name = "doublons/choisir.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # What is no number is no page: the chooser would look for it.
        sent = request.GET if request.GET.get("cible", "").isdecimal() else {}
        form = ChoixDeLaCible(sent if "cible" in request.GET else None)
        if form.is_bound and form.is_valid():
            return redirect("doublons_fusionner", self.source.pk, form.cleaned_data["cible"].pk)
        status = 422 if form.is_bound else 200
        context = self.get_context_data(form=form, source=self.source, media=form.media)
        return self.render_to_response(context, status=status)


class Fusionner(DeFusion):
    """What would move; done when it is confirmed."""

    template_name = "doublons/fusionner.html"

    @cached_property
    def cible(self) -> Ressource:
        return get_object_or_404(Ressource, pk=self.kwargs["cible"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not reads(user=request.user, page=self.cible):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            merge_ressources(source=self.source, cible=self.cible, by=request.user, termes=CHOSEN in request.POST)
        except ValidationError as refused:
            for said in refused.messages:
                messages.error(request, said)
            return self.render_to_response(self.get_context_data(), status=422)
        titles = self.source.get_admin_display_title(), self.cible.get_admin_display_title()
        messages.success(request, f"« {titles[0]} » est fusionnée avec « {titles[1]} », qui la remplace partout.")
        return redirect("wagtailadmin_pages:edit", self.cible.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        refused = refusal(source=self.source, cible=self.cible, by=user)
        seen = None if refused else forecast(source=self.source, cible=self.cible, by=user)
        said = {"source": self.source, "cible": self.cible, "refus": refused, "prevision": seen}
        # The address gives its numbers under the same names.
        return super().get_context_data(**{**kwargs, **said})
