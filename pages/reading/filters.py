"""What the list « À relire » can be narrowed to. Its base is `due.with_dates()`."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from pages.admin.scope import OfOurOrganisation
from pages.freshness.rules import MotifRelecture
from pages.models import PageEditoriale
from pages.page_types import page_types
from pages.reading.beside import with_something_beside
from pages.reading.due import because
from taxonomy.models import Domaine

WHEN = "quand"
#: From when on; the days are those to look ahead, or back.
AHEAD = {"echues": 0, "mois": 30, "trimestre": 91}
LATE = {"retard": 182}


class FiltreARelire(OfOurOrganisation):
    """By organisation, why, when, domaine, type, and what stands beside."""

    quand = django_filters.ChoiceFilter(
        label="Échéance",
        choices=[
            ("echues", "À relire maintenant"),
            ("retard", "En retard de plus de six mois"),
            ("mois", "D’ici un mois"),
            ("trimestre", "D’ici trois mois"),
        ],
        empty_label=None,
        method="due_by",
    )
    motif = django_filters.MultipleChoiceFilter(
        label="Pourquoi", choices=MotifRelecture.choices, widget=forms.CheckboxSelectMultiple, method="of_reasons"
    )
    partenaire = django_filters.ChoiceFilter(
        label="Chez le partenaire", choices=[("oui", "Quelque chose a changé")], method="beside"
    )
    domaines = django_filters.ModelMultipleChoiceFilter(
        label="Domaine", queryset=Domaine.objects.all(), widget=forms.CheckboxSelectMultiple, method="of_domaines"
    )
    genre = django_filters.ChoiceFilter(label="Type", choices=(), method="of_type")

    class Meta:
        model = PageEditoriale
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        data = data.copy() if data else QueryDict(mutable=True)
        if data.get(WHEN) not in {*AHEAD, *LATE}:
            data[WHEN] = "echues"
        super().__init__(data, *args, request=request, **kwargs)
        self.filters["genre"].extra["choices"] = sorted(
            ((model._meta.model_name, str(model._meta.verbose_name).capitalize()) for model in page_types()),
            key=lambda choice: choice[1],
        )

    def due_by(self, rows: Any, name: str, value: str) -> Any:
        """To be read by the end of this time, or for longer than it."""
        today = timezone.localdate()
        by = today + timedelta(days=AHEAD[value]) if value in AHEAD else today - timedelta(days=LATE[value])
        return rows.filter(echeance__lte=by)

    def of_reasons(self, rows: Any, name: str, values: list[str]) -> Any:
        """For one of these reasons, as of today."""
        asked = Q()
        for value in values:
            asked |= because(value, timezone.localdate())
        return rows.filter(asked)

    def beside(self, rows: Any, name: str, value: str) -> Any:
        """Those beside which something is told."""
        return with_something_beside(rows)

    def of_domaines(self, rows: Any, name: str, values: Any) -> Any:
        """In one of these; each page once."""
        if not values:
            return rows
        return rows.filter(pk__in=PageEditoriale.objects.filter(domaines__in=values).order_by().values("pk"))

    def of_type(self, rows: Any, name: str, value: str) -> Any:
        """Of this type alone."""
        return rows.filter(content_type__model=value, content_type__app_label="pages")
