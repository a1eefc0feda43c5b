"""What editors see of the links: a report with filters and export, and one card per link."""

from typing import Any

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from kombu.exceptions import OperationalError
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.enums import EtatLien
from pages.models import Lien
from taxonomy.models import Partenaire
from workers.links.admin.cards import evidence_of
from workers.links.models import Controle
from workers.links.tasks import check_now

CONTROLES_MONTRES = 20


class ForEditors(PermissionCheckedMixin):
    """Open to whoever may work on pages."""

    permission_policy = policy_registry.get_by_type(Page)
    any_permission_required = ["add", "change", "publish"]


class LienFilterSet(WagtailFilterSet):
    """The questions that editors ask of the report."""

    etat = django_filters.MultipleChoiceFilter(
        label="État", choices=[choice for choice in EtatLien.choices if choice[0] != EtatLien.RETIRE]
    )
    hote = django_filters.CharFilter(label="Site", lookup_expr="icontains")
    responsable = django_filters.ModelChoiceFilter(
        label="Responsable",
        queryset=Partenaire.objects.filter(est_comite=True),
        field_name="occurrences__page__responsable",
        distinct=True,
    )

    class Meta:
        model = Lien
        fields: list[str] = []


class EtatColumn(StatusTagColumn):
    """The state as a label, marked where something is to be done."""

    def get_primary(self, instance: Lien) -> bool:
        return instance.etat in {EtatLien.CASSE, EtatLien.DANGER}


class LiensReport(ForEditors, ReportView):
    """Every link that the site cites, with its state, its last check and how many places cite it."""

    page_title = "Liens des partenaires"
    header_icon = "link"
    model = Lien
    index_url_name = "links_report"
    index_results_url_name = "links_report_results"
    filterset_class = LienFilterSet
    default_ordering = "-controle_le"
    is_searchable = True
    search_fields = ["url"]
    columns = [
        TitleColumn("url", label="Adresse", get_url=lambda lien: reverse("links_card", args=[lien.pk])),
        EtatColumn("get_etat_display", label="État", sort_key="etat"),
        DateColumn("controle_le", label="Dernier contrôle", sort_key="controle_le"),
        DateColumn("verifie_le", label="A bien répondu", sort_key="verifie_le"),
        Column("citations", label="Cité par", sort_key="citations"),
    ]
    list_export = ["url", "hote", "get_etat_display", "raison", "code_http", "controle_le", "verifie_le", "citations"]
    export_headings = {
        "url": "Adresse",
        "hote": "Site",
        "get_etat_display": "État",
        "raison": "Explication",
        "code_http": "Réponse du site",
        "controle_le": "Dernier contrôle",
        "verifie_le": "A bien répondu le",
        "citations": "Nombre de citations",
    }

    def get_queryset(self) -> QuerySet[Lien]:
        self.queryset = Lien.objects.cites().annotate(citations=Count("occurrences", distinct=True))
        queryset: QuerySet[Lien] = super().get_queryset()
        return queryset


class LienCard(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """One link: what was seen, what it means, what to do, who cites it."""

    template_name = "workers/links/card.html"
    header_icon = "link"
    page_title = "Lien"

    def get_page_subtitle(self) -> str:
        return self.lien.hote or self.lien.url[:60]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("links_report"), "label": LiensReport.page_title},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.lien = get_object_or_404(Lien, pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        occurrences = self.lien.occurrences.select_related("page", "partenaire", "redirection")
        occurrences = occurrences.order_by(F("page__path").asc(nulls_last=True), "pk")
        return {
            **super().get_context_data(**kwargs),
            "lien": self.lien,
            "card": evidence_of(self.lien),
            "occurrences": list(occurrences),
            "controles": list(Controle.objects.filter(lien=self.lien)[:CONTROLES_MONTRES]),
        }


class CheckNow(ForEditors, View):
    """« Vérifier maintenant »: asks the worker, on the queue where nobody waits behind a run."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lien = get_object_or_404(Lien.objects.filter(~Q(etat=EtatLien.RETIRE)), pk=pk)
        try:
            check_now.delay([lien.pk])
        except (OperationalError, OSError):
            messages.error(request, "La vérification n’a pas pu être demandée : prévenez l’équipe technique.")
        else:
            messages.success(request, "Vérification demandée : rechargez cette page dans quelques secondes.")
        return redirect("links_card", pk=lien.pk)
