"""« Doublons »: the pairs of pages that may be one thing, one's own organisation's first; those set aside on demand."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from comite.tester import PolicyOfPages
from doublons.admin.rows import address_of_pair
from doublons.enums import Motif
from doublons.models import PaireDeDoubles, PasUnDouble
from ground.spreadsheets import sans_formule
from pages.admin.reports import NamedColumn
from pages.admin.scope import OfOurOrganisation, held_by_any
from pages.models import PageEditoriale

COLUMNS = ("premiere__responsable", "seconde__responsable")


def of_organisations(organisations: list[int]) -> Q:
    """On pairs: one of these answers for one of the two pages."""
    held = PageEditoriale.objects.filter(held_by_any(organisations)).order_by().values("pk")
    return Q(premiere__in=held) | Q(seconde__in=held)


class FiltreDeDoubles(OfOurOrganisation):
    """By organisation and reason."""

    motif = django_filters.ChoiceFilter(label="Pourquoi", choices=Motif.choices, method="of_motif")

    class Meta:
        model = PaireDeDoubles
        fields: list[str] = []

    def of_motif(self, rows: Any, name: str, value: str) -> Any:
        """The pairs for which this is one of the reasons."""
        return rows.filter(motifs__icontains=f'"{value}"')

    def about(self, rows: Any, organisations: list[int]) -> Any:
        return rows.filter(of_organisations(organisations))


class FiltreDEcartees(OfOurOrganisation):
    """By organisation."""

    class Meta:
        model = PasUnDouble
        fields: list[str] = []

    def about(self, rows: Any, organisations: list[int]) -> Any:
        return rows.filter(of_organisations(organisations))


def _titles(pair: Any) -> str:
    return f"{pair.premiere.get_admin_display_title()} / {pair.seconde.get_admin_display_title()}"


def _two_titles(pair: Any) -> SafeString:
    titles = pair.premiere.get_admin_display_title(), pair.seconde.get_admin_display_title()
    return format_html("{}<br>{}", *titles)


def _why(pair: Any) -> str:
    return ", ".join(str(Motif(one).label) for one in pair.motifs)


def _who(pair: Any) -> str:
    return ", ".join(dict.fromkeys(str(one.responsable) for one in (pair.premiere, pair.seconde) if one.responsable))


def _shown(pair: Any) -> str:
    live = pair.premiere.live + pair.seconde.live
    return ("aucune", "une des deux", "les deux")[live]


class RapportDePaires(ReportView):
    """A list of pairs of pages."""

    permission_policy = PolicyOfPages()
    any_permission_required = ("add", "change", "publish")
    default_ordering = None
    table_classname = "listing odd17-empile odd17-rapport"
    header_icon = "duplicate"

    def get_base_queryset(self) -> QuerySet[Any]:
        pairs: QuerySet[Any] = self.model._default_manager.all()
        return pairs.select_related("premiere", "seconde", *COLUMNS)

    def get_filtered_queryset(self) -> QuerySet[Any]:
        # `get_queryset` has filtered already.
        found: QuerySet[Any] = self.get_queryset()
        return found


class Doublons(RapportDePaires):
    """The surest pairs first."""

    model = PaireDeDoubles
    filterset_class = FiltreDeDoubles
    page_title = "Doublons"
    template_name = "doublons/rapport.html"
    index_url_name = "doublons"
    index_results_url_name = "doublons_results"
    export_filename = "doublons"
    columns = [
        TitleColumn(
            "titres",
            label="Les deux pages",
            accessor=_two_titles,
            get_url=lambda pair: address_of_pair(pair.premiere_id, pair.seconde_id),
        ),
        Column("pourquoi", label="Pourquoi", accessor=_why),
        NamedColumn("score", label="Sûreté (sur 100)"),
        NamedColumn("en_ligne", label="En ligne", accessor=_shown),
        Column("responsables", label="Responsables", accessor=_who),
    ]
    list_export = ["titres", "pourquoi", "score", "responsables"]
    export_headings = {
        "titres": "Les deux pages",
        "pourquoi": "Pourquoi",
        "score": "Sûreté (sur 100)",
        "responsables": "Responsables",
    }

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "titres": sans_formule(_titles(item)),
            "pourquoi": _why(item),
            "score": item.score,
            "responsables": sans_formule(_who(item)),
        }


class Ecartees(RapportDePaires):
    """Those of which somebody said that they are two things, the latest first."""

    model = PasUnDouble
    filterset_class = FiltreDEcartees
    page_title = "Pas des doublons"
    template_name = "doublons/rapport.html"
    index_url_name = "doublons_ecartes"
    index_results_url_name = "doublons_ecartes_results"
    export_filename = "pas-des-doublons"
    columns = [
        TitleColumn(
            "titres",
            label="Les deux pages",
            accessor=_two_titles,
            get_url=lambda pair: address_of_pair(pair.premiere_id, pair.seconde_id),
        ),
        Column("raison", label="Raison"),
        Column("le", label="Décidé le", accessor=lambda pair: f"{pair.le:%d/%m/%Y}"),
        Column("responsables", label="Responsables", accessor=_who),
    ]
    list_export = ["titres", "raison", "le", "responsables"]
    export_headings = {
        "titres": "Les deux pages",
        "raison": "Raison",
        "le": "Décidé le",
        "responsables": "Responsables",
    }

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {
            "titres": sans_formule(_titles(item)),
            "raison": sans_formule(item.raison),
            "le": item.le.date(),
            "responsables": sans_formule(_who(item)),
        }
