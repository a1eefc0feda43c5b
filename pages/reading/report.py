"""« À relire », whole: the longest due first; what is marked as read leaves it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BaseColumn, Column

from ground.templatetags.typography import jour_long
from pages.admin.reports import NamedColumn, RapportDePages, columns_of
from pages.admin.scope import held_by_any, organisations_of
from pages.reading.beside import told_beside
from pages.reading.due import with_dates
from pages.reading.filters import FiltreARelire
from pages.reading.words import why_again


class Choice(BaseColumn):
    """A box to tick."""

    cell_template_name = "reading/_choix.html"


class MarkOne(BaseColumn):
    """« Relue aujourd’hui »."""

    cell_template_name = "reading/_relue.html"


class WhatStandsBeside(Column):
    """What has changed at the partner's."""

    cell_template_name = "reading/_a_cote.html"


def why(page: Any) -> str:
    """Why, as of today."""
    return why_again(page, timezone.localdate())


class PagesARelire(RapportDePages):
    """The list; its rows are marked by `screens.MarquerRelues`."""

    page_title = "Pages à relire"
    header_icon = "time"
    index_url_name = "a_relire"
    index_results_url_name = "a_relire_results"
    results_template_name = "reading/a_relire_results.html"
    export_filename = "pages-a-relire"
    filterset_class = FiltreARelire
    exported: Mapping[str, Callable[[Any], Any]] = {
        "motif": why,
        "echeance": lambda page: page.echeance,
        "relue": lambda page: page.lue_le,
        "a_cote": lambda page: " ".join(told_beside([page.pk]).get(page.pk, [])),
    }
    list_export = ["titre", "genre", "motif", "echeance", "relue", "a_cote", "responsable"]
    export_headings = {
        "titre": "Titre",
        "genre": "Type",
        "motif": "Pourquoi",
        "echeance": "À relire le",
        "relue": "Relue le",
        "a_cote": "Chez le partenaire",
        "responsable": "Responsable",
    }

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """A box, the common ones, what stands beside, a button."""
        title, kind, reason, _, holder = columns_of("Pourquoi", why, "lue_le", "Relue le")
        title.width = "30%"
        day = NamedColumn(
            "lue_le", label="Relue le", accessor=lambda page: jour_long(page.lue_le) if page.lue_le else ""
        )
        beside = WhatStandsBeside("a_cote", label="Chez le partenaire")
        return [
            Choice("choix", label="Choisir"),
            title,
            kind,
            reason,
            day,
            beside,
            holder,
            MarkOne("relue", label="Marquer"),
        ]

    def pages(self) -> QuerySet[Any]:
        """All that will be due one day; the filter says by when. One's own organisation's come first."""
        rows = with_dates()
        ours = organisations_of(self.request.user)
        if ours:
            rows = rows.annotate(rang=Case(When(held_by_any(ours), then=Value(0)), default=Value(1)))
            return rows.order_by("rang", "echeance", "pk")
        return rows.order_by("echeance", "pk")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        pages = list(object_list)
        told = told_beside([page.pk for page in pages])
        for page in pages:
            page.a_cote = told.get(page.pk, [])
        return pages
