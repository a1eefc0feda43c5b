"""« Un site a changé d'adresse » in the admin: both sites, new addresses as they are looked at, the confirmation."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from comite.admin.screens import FormScreen
from ground.wake import wake
from liens.enums import VerificationDAdresse
from liens.models import RemplacementDeDomaine
from liens.replacing.domains import confirm_domain, request_domain, undo_domain
from liens.replacing.execution import advance_replacements
from liens.replacing.forecast import forecast_many
from workers.links.admin.access import ForEditors
from workers.links.admin.replacing import MONTREES
from workers.links.admin.views import LiensReport

CHECK = "links.check_domains"
REPLACE = "liens.continue_replacements"
ROWS, PUBLISH = "ligne", "publier"


class FormulaireDeDomaine(forms.Form):
    """Both sites, each with how its addresses begin."""

    ancien = forms.CharField(
        label="Ancien site", max_length=500, help_text="Par exemple « ancien.fr » ou « ancien.fr/docs/ »."
    )
    nouveau = forms.CharField(
        label="Nouveau site",
        max_length=500,
        help_text="Ce qui suit reste : « ancien.fr/guide » deviendra « nouveau.fr/guide ».",
    )


class DeclarerUnDemenagement(ForEditors, FormScreen):
    """Asks for both sites; nothing is replaced yet."""

    page_title = "Un site a changé d’adresse"
    header_icon = "link"
    bouton = "Vérifier les nouvelles adresses"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), *_above(), {"url": "", "label": self.page_title}]

    def form_of(self, data: Any = None) -> FormulaireDeDomaine:
        return FormulaireDeDomaine(data)

    def above_url(self) -> str:
        return reverse("links_report")

    def done_url(self) -> str:
        return reverse("links_domaine", args=[self.demande.pk])

    def save(self, form: Any) -> str:
        self.demande = request_domain(par=self.request.user, **form.cleaned_data)
        wake(CHECK)
        return "Les nouvelles adresses sont en cours de vérification : rien n’est encore remplacé."


class SiteDemenage(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """The new addresses: those that answer, to be confirmed; the exceptions, with the reason; what was replaced."""

    template_name = "workers/links/domaine.html"
    page_title = "Un site a changé d’adresse"
    header_icon = "link"

    @cached_property
    def demande(self) -> RemplacementDeDomaine:
        return get_object_or_404(RemplacementDeDomaine.objects.select_related("par"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items(), *_above(), {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = [int(one) for one in request.POST.getlist(ROWS) if one.isdecimal() and len(one) < 19]
        try:
            count = confirm_domain(
                demande=self.demande, lignes=chosen, publier=PUBLISH in request.POST, par=request.user
            )
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return self.render_to_response(self.get_context_data(), status=422)
        if advance_replacements():
            wake(REPLACE)
        messages.success(request, f"{count} adresse{'s' if count > 1 else ''} à remplacer : le travail a commencé.")
        return redirect("links_domaine", pk=self.demande.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.demande.lignes.select_related("lien", "remplacement"))
        states = Counter(row.etat for row in rows)
        answering = [row for row in rows if row.etat == VerificationDAdresse.REPOND and not row.remplacement_id]
        pages, in_all = forecast_many([row.lien for row in answering], par=self.request.user, au_plus=MONTREES)
        return super().get_context_data(
            demande=self.demande,
            repondent=answering,
            previsions=pages,
            de_plus=in_all - len(pages),
            exceptions=[row for row in rows if row.etat == VerificationDAdresse.EXCEPTION],
            faites=[row for row in rows if row.remplacement_id],
            attendent=states[VerificationDAdresse.ATTENTE],
            total=len(rows),
            defait=may_undo(self.demande, self.request.user),
            **kwargs,
        )


def may_undo(demande: RemplacementDeDomaine, user: Any) -> bool:
    """Who asked for it takes it back, and superusers; each page asks its own rights besides."""
    return bool(user.is_superuser or demande.par_id == user.pk)


class AnnulerUnDomaine(ForEditors, View):
    """Takes back what was replaced, wherever nobody wrote anything since."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        demande = get_object_or_404(RemplacementDeDomaine, pk=pk)
        if not may_undo(demande, request.user):
            raise PermissionDenied
        if undo_domain(demande, par=request.user):
            if advance_replacements():
                wake(REPLACE)
            messages.success(request, "Annulation demandée : chaque remplacement dit ce qu’il est advenu de ses pages.")
        else:
            messages.warning(request, "Il n’y a plus rien à annuler.")
        return redirect("links_domaine", pk=demande.pk)


def _above() -> list[dict[str, str]]:
    return [{"url": reverse("links_report"), "label": LiensReport.page_title}]


urls: list[URLPattern] = [
    path("liens/domaines/", DeclarerUnDemenagement.as_view(), name="links_remplacer_domaine"),
    path("liens/domaines/<int:pk>/", SiteDemenage.as_view(), name="links_domaine"),
    path("liens/domaines/<int:pk>/annuler/", AnnulerUnDomaine.as_view(), name="links_domaine_annuler"),
]
