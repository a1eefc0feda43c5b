"""« Remplacer partout » in the admin: what would happen, the confirmation, what became of each page, the way back."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ground.wake import wake
from liens.enums import IssueRemplacement
from liens.models import Lien, LigneRemplacement, Remplacement
from liens.replacing.execution import advance_replacements, request_replacement
from liens.replacing.forecast import forecast
from liens.replacing.refusals import validate_new_address
from liens.replacing.undoing import FAITES, request_undo
from workers.links.admin.views import ForEditors, LiensReport
from workers.links.models import Suivi

MONTREES = 200
TACHE = "liens.continue_replacements"


class RemplacerForm(forms.Form):
    """The new address, and whether to publish where that may be done."""

    nouvelle = forms.CharField(label="Nouvelle adresse", max_length=2000, required=False)
    publier = forms.BooleanField(
        label="Publier tout de suite là où c’est possible",
        required=False,
        help_text="Sinon, chaque page modifiée attend en brouillon que quelqu’un la relise et la publie.",
    )

    def __init__(self, *args: Any, lien: Lien, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lien = lien

    def clean_nouvelle(self) -> str:
        return validate_new_address(self.lien, self.cleaned_data["nouvelle"])


class PageDeLien(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin below the card of a link."""

    header_icon = "link"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("links_report"), "label": LiensReport.page_title},
            *self.fil(),
            {"url": "", "label": self.page_title},
        ]

    def fil(self) -> list[dict[str, str]]:
        """The card, where it still exists."""
        lien = self.lien
        return [{"url": reverse("links_card", args=[lien.pk]), "label": lien.hote or lien.url[:60]}] if lien else []

    @property
    def lien(self) -> Lien | None:
        raise NotImplementedError


class RemplacerPartout(PageDeLien):
    """Asks for the new address, shows what would become of every page, and does it once confirmed."""

    template_name = "workers/links/remplacer.html"
    page_title = "Remplacer partout"

    @cached_property
    def lien(self) -> Lien:
        return get_object_or_404(Lien.objects.filter(prive=False), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "nouvelle" in request.GET:
            return self.show(RemplacerForm(request.GET, lien=self.lien))
        proposee = Suivi.objects.filter(lien=self.lien).values_list("remplacement", flat=True).first()
        return self.show(RemplacerForm(lien=self.lien, initial={"nouvelle": proposee or ""}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RemplacerForm(request.POST, lien=self.lien)
        if not form.is_valid():
            return self.show(form)
        demande = request_replacement(lien=self.lien, par=request.user, **form.cleaned_data)
        if advance_replacements(demande):
            wake(TACHE)
        return redirect("links_remplacement", pk=demande.pk)

    def show(self, form: RemplacerForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {**super().get_context_data(**kwargs), "lien": self.lien}
        form = context["form"]
        if form.is_bound and form.is_valid():
            previsions, total = forecast(self.lien, par=self.request.user, au_plus=MONTREES, **form.cleaned_data)
            context |= {
                "previsions": previsions,
                "total": total,
                "de_plus": total - len(previsions),
                "modifiables": sum(one.sera_modifiee for one in previsions),
            }
        return context


class RemplacementFait(PageDeLien):
    """What became of every page, those that were left first."""

    template_name = "workers/links/remplacement.html"
    page_title = "Résultat du remplacement"

    @cached_property
    def demande(self) -> Remplacement:
        return get_object_or_404(Remplacement.objects.select_related("lien", "par", "annule_par"), pk=self.kwargs["pk"])

    @property
    def lien(self) -> Lien | None:
        return self.demande.lien

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lignes = self.demande.lignes.all()
        nombres = Counter(lignes.values_list("issue", flat=True))
        total, restent = sum(nombres.values()), lignes.exclude(attente="").count()
        return {
            **super().get_context_data(**kwargs),
            "demande": self.demande,
            "lignes": list(ordonnees(lignes)[:MONTREES]),
            "bilan": [(nombres[issue.value], issue.label) for issue in IssueRemplacement if nombres[issue.value]],
            "total": total,
            "restent": restent,
            "faites": total - restent,
            "annulables": lignes.filter(issue__in=FAITES, attente="").count(),
        }


def ordonnees(lignes: QuerySet[LigneRemplacement]) -> QuerySet[LigneRemplacement]:
    """What is left to be done by hand first, then in the order in which it was done."""
    refusees_d_abord = Case(When(issue=IssueRemplacement.REFUSEE, then=Value(0)), default=Value(1))
    return lignes.select_related("page", "partenaire", "redirection").order_by(refusees_d_abord, "pk")


class AnnulerRemplacement(ForEditors, View):
    """Takes back what a replacement changed, wherever nobody wrote anything since."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        demande = get_object_or_404(Remplacement, pk=pk)
        if request_undo(demande, par=request.user):
            if advance_replacements(demande):
                wake(TACHE)
            messages.success(request, "Annulation faite : le tableau dit ce qu’il est advenu de chaque page.")
        else:
            messages.warning(request, "Il n’y a plus rien à annuler dans ce remplacement.")
        return redirect("links_remplacement", pk=demande.pk)


urls: list[URLPattern] = [
    path("liens/<int:pk>/remplacer/", RemplacerPartout.as_view(), name="links_remplacer"),
    path("liens/remplacements/<int:pk>/", RemplacementFait.as_view(), name="links_remplacement"),
    path("liens/remplacements/<int:pk>/annuler/", AnnulerRemplacement.as_view(), name="links_remplacement_annuler"),
]
