"""Incidents, and what is known of one site: what it asked for, its links, and what happened to it."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from liens.models import Lien
from pages.admin.scope import OfOurOrganisation
from workers.links.admin.access import ForEditors
from workers.links.admin.filters import cited_by
from workers.links.admin.labels import with_labels
from workers.links.models import EtatHote, Incident
from workers.links.verdict.sentences import sentence_of, title_of

LIENS_MONTRES = 100
INCIDENTS_MONTRES = 20


class IncidentFilterSet(OfOurOrganisation):
    """Open or over, whole sites or single links, those that pages of an organisation cite."""

    ouvert = django_filters.ChoiceFilter(
        label="En cours", choices=[("oui", "En cours"), ("non", "Terminés")], method="d_ouverture"
    )
    portee = django_filters.ChoiceFilter(
        label="Portée", choices=[("site", "Tout un site"), ("lien", "Un seul lien")], method="de_portee"
    )
    hote = django_filters.CharFilter(label="Site", lookup_expr="icontains")

    class Meta:
        model = Incident
        fields: list[str] = []

    def about(self, rows: QuerySet[Incident], organisations: list[int]) -> QuerySet[Incident]:
        liens = Lien.objects.cites().filter(cited_by(organisations)).order_by()
        return rows.filter(Q(lien__in=liens.values("pk")) | Q(lien__isnull=True, hote__in=liens.values("hote")))

    def d_ouverture(self, rows: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        return rows.filter(ferme_le__isnull=value == "oui")

    def de_portee(self, rows: QuerySet[Incident], name: str, value: str) -> QuerySet[Incident]:
        return rows.filter(lien__isnull=value == "site")


def adresse_de(incident: Incident) -> str:
    """Where an incident leads: the page of its site, or the card of its link."""
    if incident.lien_id is not None:
        return reverse("links_card", args=[incident.lien_id])
    return reverse("links_host", args=[incident.hote])


def nom_de(incident: Incident) -> str:
    """The name of the site, or the address of the one link."""
    return incident.lien.url if incident.lien else incident.hote


def touches(incident: Incident) -> str:
    """« 12 liens sur 14 », « un lien »."""
    if incident.lien_id is not None:
        return "un lien"
    return f"{incident.liens_touches} liens sur {incident.liens_suivis}"


class IncidentsReport(ForEditors, ReportView):
    """What is down, as a whole or alone, and what was."""

    page_title = "Incidents"
    header_icon = "warning"
    model = Incident
    index_url_name = "links_incidents"
    index_results_url_name = "links_incidents_results"
    filterset_class = IncidentFilterSet
    table_classname = "listing odd17-liens"
    default_ordering = "-ouvert_le"
    export_filename = "incidents"
    columns = [
        TitleColumn("hote", label="Site ou adresse", accessor=nom_de, get_url=adresse_de, sort_key="hote"),
        Column("classe", label="Ce qui a été vu", accessor=lambda incident: title_of(incident.classe)),
        Column("touches", label="Touche", accessor=touches),
        DateColumn("ouvert_le", label="Depuis", sort_key="ouvert_le"),
        DateColumn("ferme_le", label="Terminé", sort_key="ferme_le"),
    ]
    list_export = ["hote", "lien", "classe", "liens_touches", "liens_suivis", "ouvert_le", "ferme_le"]
    export_headings = {"hote": "Site", "lien": "Lien", "classe": "Ce qui a été vu"}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home, own = super().get_breadcrumbs_items()
        return [home, {"url": reverse("links_report"), "label": "Liens des partenaires"}, own]

    def to_row_dict(self, item: Incident) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        return {**row, "classe": title_of(item.classe), "lien": item.lien.url if item.lien else ""}

    def get_base_queryset(self) -> QuerySet[Incident]:
        return Incident.objects.select_related("lien")

    def get_filtered_queryset(self) -> QuerySet[Incident]:
        rows: QuerySet[Incident] = self.get_queryset()
        return rows

    def order_queryset(self, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        colonne = F(self.ordering.removeprefix("-"))
        tri = colonne.desc(nulls_first=True) if self.ordering.startswith("-") else colonne.asc(nulls_last=True)
        if self.is_explicitly_ordered:
            return queryset.order_by(tri, "-pk")
        # What lasts comes first, and whole sites before single links.
        return queryset.order_by(F("ferme_le").desc(nulls_first=True), F("lien").asc(nulls_first=True), tri, "-pk")


class HostPage(ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """One site as all workers know it."""

    template_name = "workers/links/site.html"
    header_icon = "site"
    page_title = "Site"

    def get_page_subtitle(self) -> str:
        return self.hote

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("links_report"), "label": "Liens des partenaires"},
            {"url": reverse("links_incidents"), "label": IncidentsReport.page_title},
            {"url": "", "label": self.hote},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.hote = kwargs["hote"]
        self.liens = Lien.objects.cites().filter(hote=self.hote)
        self.etat = EtatHote.objects.filter(hote=self.hote).first()
        if self.etat is None and not self.liens.exists():
            raise Http404("Aucun lien ne conduit à ce site.")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        incidents = list(Incident.objects.filter(hote=self.hote).select_related("lien")[:INCIDENTS_MONTRES])
        ouvert = next((each for each in incidents if each.lien_id is None and each.ferme_le is None), None)
        now = timezone.now()
        pause = self.etat.pause_jusqu_au if self.etat else None
        return {
            **super().get_context_data(**kwargs),
            "hote": self.hote,
            "etat": self.etat,
            "pause": pause if pause and pause > now else None,
            "ouvert": ouvert,
            "phrase": sentence_of(ouvert.classe) if ouvert else None,
            "incidents": [(each, title_of(each.classe)) for each in incidents],
            "liens": with_labels(self.liens.order_by("etat", "url")[:LIENS_MONTRES]),
            "nombre": self.liens.count(),
            "montres": LIENS_MONTRES,
        }
