"""The report: every link that the site cites, by bucket, with filters, sort, export, bulk actions and the trend."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from liens.models import Lien, OccurrenceLien
from pages.admin.scope import ALL, PARAMETER
from workers.links.admin.access import ForEditors
from workers.links.admin.baskets import Compte, comptes
from workers.links.admin.columns import EtatColumn, PourcentColumn, VuColumn
from workers.links.admin.filters import LienFilterSet, cited_by
from workers.links.admin.labels import with_labels
from workers.links.admin.trend import graphique
from workers.links.enums import SorteDecision
from workers.links.ledger.outages import en_cours
from workers.links.models import Decision, Suivi
from workers.links.verdict.sentences import title_of

SEARCH_FIELDS = ("url",)


def liens_filtres(query: QueryDict, request: HttpRequest) -> QuerySet[Lien]:
    """The links of a report's address, in no order: its filters, those that are preset to who asks, its search."""
    liens = LienFilterSet(query, queryset=Lien.objects.cites(), request=request).qs
    text = query.get("q", "").strip()
    return liens.filter(url__icontains=text) if text else liens


def _suivi(lien: Lien) -> Suivi | None:
    return getattr(lien, "suivi", None)


def _confiance(lien: Lien) -> int | None:
    suivi = _suivi(lien)
    return round(100 * suivi.confiance) if suivi else None


def _depuis(lien: Lien) -> datetime | None:
    return lien.etat_depuis


def _decision(lien: Lien) -> str:
    sorte = getattr(lien, "sorte_de_decision", None)
    return SorteDecision(sorte).label if sorte else ""


EXPORT: dict[str, Callable[[Lien], Any]] = {
    "url": lambda lien: lien.url,
    "hote": lambda lien: lien.hote,
    "etat": lambda lien: lien.get_etat_display(),
    "vu": lambda lien: title_of(lien.classe),
    "raison": lambda lien: lien.raison,
    "code_http": lambda lien: lien.code_http,
    "confiance": _confiance,
    "depuis": _depuis,
    "decision": _decision,
    "controle_le": lambda lien: lien.controle_le,
    "verifie_le": lambda lien: lien.verifie_le,
    "citations": lambda lien: getattr(lien, "citations", 0),
    "url_finale": lambda lien: lien.url_finale,
}


class LiensReport(ForEditors, ReportView):
    """Every link that the site cites, with its state, its last check and how many places cite it."""

    page_title = "Liens des partenaires"
    header_icon = "link"
    model = Lien
    template_name = "workers/links/report.html"
    index_url_name = "links_report"
    index_results_url_name = "links_report_results"
    filterset_class = LienFilterSet
    table_classname = "listing odd17-liens"
    default_ordering = "-controle_le"
    is_searchable = True
    search_fields = SEARCH_FIELDS
    export_filename = "liens-des-partenaires"
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="lien"),
        TitleColumn(
            "url",
            label="Adresse",
            width="38%",
            get_url=lambda lien: reverse("links_card", args=[lien.pk]),
            get_title_id=lambda lien: f"lien_{lien.pk}_title",
        ),
        EtatColumn("get_etat_display", label="État", sort_key="etat"),
        VuColumn("vu", label="Ce qui a été vu", accessor=lambda lien: title_of(lien.classe)),
        PourcentColumn("ligne.confiance", label="Confiance"),
        DateColumn("ligne.depuis", label="Depuis", sort_key="depuis"),
        DateColumn("controle_le", label="Dernier contrôle", sort_key="controle_le"),
        Column("ligne.citations", label="Cité", sort_key="citations"),
    ]
    list_export = [*EXPORT]
    export_headings = {
        "url": "Adresse",
        "hote": "Site",
        "etat": "État",
        "vu": "Ce qui a été vu",
        "raison": "Explication",
        "code_http": "Réponse du site",
        "confiance": "Confiance (%)",
        "depuis": "Dans cet état depuis",
        "decision": "Décision",
        "controle_le": "Dernier contrôle",
        "verifie_le": "A bien répondu le",
        "citations": "Nombre de citations",
        "url_finale": "Adresse d’arrivée",
    }

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton("Incidents", url=reverse("links_incidents"), icon_name="warning", priority=10),
            HeaderButton("Un site a changé d’adresse", url=reverse("links_remplacer_domaine"), icon_name="resubmit"),
            HeaderButton("Par partenaire", url=reverse("links_partners"), icon_name="group", priority=20),
        ]

    def to_row_dict(self, item: Lien) -> dict[str, Any]:
        return {champ: valeur(item) for champ, valeur in EXPORT.items()}

    def get_queryset(self) -> QuerySet[Lien]:
        liens = Lien.objects.cites()
        # Only where somebody asks for them: the listing counts the citations of its fifty rows afterwards.
        if self.is_export or self.ordering.removeprefix("-") == "citations":
            par_lien = OccurrenceLien.objects.filter(lien=OuterRef("pk")).order_by().values("lien")
            nombres = Subquery(par_lien.annotate(nombre=Count("pk")).values("nombre"))
            liens = liens.annotate(citations=Coalesce(nombres, 0))
        if self.is_export:
            decisions = Decision.objects.ouvertes().filter(lien=OuterRef("pk")).values("sorte")
            liens = liens.select_related("suivi").annotate(sorte_de_decision=Subquery(decisions[:1]))
        self.queryset = liens
        queryset: QuerySet[Lien] = super().get_queryset()
        return queryset

    def get_filtered_queryset(self) -> QuerySet[Lien]:
        # `get_queryset` has filtered already; twice is the same list at twice the cost.
        return self.get_queryset()

    def order_queryset(self, queryset: QuerySet[Lien]) -> QuerySet[Lien]:
        champ = self.ordering.removeprefix("-")
        colonne = F({"depuis": "etat_depuis"}.get(champ, champ))
        tri = colonne.desc(nulls_last=True) if self.ordering.startswith("-") else colonne.asc(nulls_last=True)
        return queryset.order_by(tri, "pk")

    def decorate_paginated_queryset(self, object_list: QuerySet[Lien]) -> Any:
        return object_list if self.is_export else with_labels(object_list)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.is_export:
            return {"object_list": self.object_list}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if not self.results_only:
            context |= {
                "comptes": self._comptes(),
                "tendance": graphique(now=timezone.now()),
                "panne": en_cours(),
            }
        return {**context, "model_opts": Lien._meta}

    def _comptes(self) -> list[Compte]:
        """Of the links of whoever is chosen, by the same choice."""
        scope = self.filters.scope
        if scope.organisations is None:
            return comptes(suite=f"&{PARAMETER}={ALL}" if scope.ours else "")
        liens = Lien.objects.cites().filter(cited_by(scope.organisations))
        return comptes(liens, suite=f"&{PARAMETER}={scope.value}")
