"""« Qualité des pages »: the lowest scores first, each with what is to be corrected and the way to its place."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import BaseColumn, Column

from ground.spreadsheets import sans_formule
from pages.admin.reports import NamedColumn, RapportDePages, columns_of
from pages.models import PageEditoriale
from qualite.admin.filters import FiltreDeQualite
from qualite.remarks import Remark

SHOWN_AT_MOST = 3


class WhatToCorrect(Column):
    """The first remarks, each a way into the editor."""

    cell_template_name = "qualite/_constats.html"


def _told(page: Any) -> dict[str, Any]:
    found = [Remark.of_json(one) for one in page.bilan.constats[:SHOWN_AT_MOST]]
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    rows = [(one.verification.label, one.phrase, edit + one.fragment) for one in found]
    return {"rows": rows, "more": page.bilan.nombre - len(rows)}


def _all_told(page: Any) -> str:
    found = [Remark.of_json(one) for one in page.bilan.constats]
    return sans_formule("\n".join(f"{one.verification.label} – {one.phrase}" for one in found))


def _score(page: Any) -> int:
    return int(page.bilan.score)


class QualiteDesPages(RapportDePages):
    """The list, as the latest version of each page has it."""

    page_title = "Qualité des pages"
    header_icon = "tick-inverse"
    index_url_name = "qualite"
    index_results_url_name = "qualite_results"
    template_name = "qualite/rapport.html"
    export_filename = "qualite-des-pages"
    filterset_class = FiltreDeQualite
    exported: Mapping[str, Callable[[Any], Any]] = {
        "score": _score,
        "remarques": lambda page: page.bilan.nombre,
        "constats": _all_told,
    }
    list_export = ["titre", "genre", "score", "remarques", "constats", "responsable"]
    export_headings = {
        "titre": "Titre",
        "genre": "Type",
        "score": "Score (sur 100)",
        "remarques": "Remarques",
        "constats": "À corriger",
        "responsable": "Responsable",
    }

    @property
    def columns(self) -> list[BaseColumn]:
        """The common ones, the score, what is to be corrected."""
        title, kind, _, _, holder = columns_of("", str, "", "")
        title.width = "25%"
        return [
            title,
            kind,
            NamedColumn("score", label="Score (sur 100)", accessor=_score),
            WhatToCorrect("constats", label="À corriger", accessor=_told),
            holder,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chooses = self.request.user.has_perm("qualite.change_reglagesdequalite")
        where = reverse("wagtailsettings:edit", args=["qualite", "reglagesdequalite"]) if chooses else ""
        return {**super().get_context_data(**kwargs), "reglages": where}

    def pages(self) -> QuerySet[Any]:
        """All that were examined, the worst first."""
        rows = PageEditoriale.objects.filter(bilan__examine_le__isnull=False).select_related("bilan")
        return rows.defer("corps").order_by("bilan__score", "pk")
