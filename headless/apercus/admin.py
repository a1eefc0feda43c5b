"""« Partager le brouillon »: the links of one page, for whoever may edit it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from comite.enums import Act
from comite.rights import refuses
from headless.apercus.models import Partage
from headless.apercus.sharing import DUREES_JOURS, close_previews, close_shares, share

LIEN_EN_SESSION = "apercus.lien"
AU_PLUS = 50


class FormulaireDePartage(forms.Form):
    """For how long."""

    jours = forms.TypedChoiceField(
        label="Le lien est valable",
        choices=[(jours, "un jour" if jours == 1 else f"{jours} jours") for jours in DUREES_JOURS],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )


def may_share(page: Page, user: Any) -> bool:
    """Whoever may edit the page, and by a role that shares its drafts once roles are in force."""
    may: bool = page.permissions_for_user(user).can_edit()
    return may and not refuses(user=user, act=Act.SHARE, page=page)


class Partager(WagtailAdminTemplateMixin, TemplateView):
    """The links of one page: make one, see those that are open, close them."""

    template_name = "apercus_admin/partager.html"
    header_icon = "view"
    page_title = "Partager le brouillon"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_share(self.objet, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def objet(self) -> Page:
        return get_object_or_404(Page, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.objet.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.objet.pk]), "label": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), edit, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", FormulaireDePartage())
        now = timezone.now()
        rows = list(Partage.objects.filter(page=self.objet).select_related("cree_par")[:AU_PLUS])
        return {
            **super().get_context_data(**kwargs),
            "objet": self.objet,
            "partages": [(row, row.est_ouvert(now=now)) for row in rows],
            "lien": self.request.session.pop(LIEN_EN_SESSION, ""),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "fermer" in request.POST:
            chosen = request.POST["fermer"]
            ids = None if chosen == "tous" else [int(chosen)] if chosen.isascii() and chosen.isdigit() else []
            count = close_shares(page=self.objet, ids=ids, now=timezone.now())
            if ids is None:
                close_previews(self.objet)
            messages.success(request, "C’est fermé." if count else "Il n’y avait plus rien à fermer.")
            return redirect("apercus_partager", pk)
        form = FormulaireDePartage(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        _, secret = share(page=self.objet, jours=form.cleaned_data["jours"], par=request.user, now=timezone.now())
        request.session[LIEN_EN_SESSION] = request.build_absolute_uri(reverse("brouillon", args=[secret]))
        return redirect("apercus_partager", pk)
