"""What the report « Qualité des pages » can be narrowed to."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest

from pages.admin.scope import OfOurOrganisation
from pages.models import PageEditoriale
from pages.page_types import page_types
from qualite.enums import Verification

#: By choice, the least and the greatest score.
SCORES = {"faible": (0, 49), "moyen": (50, 79), "bon": (80, 99), "plein": (100, 100)}


class FiltreDeQualite(OfOurOrganisation):
    """By organisation, type, check and score."""

    score = django_filters.ChoiceFilter(
        label="Score",
        choices=[
            ("faible", "Moins de 50"),
            ("moyen", "De 50 à 79"),
            ("bon", "De 80 à 99"),
            ("plein", "100\u00a0: rien à corriger"),
        ],
        method="of_score",
    )
    verification = django_filters.MultipleChoiceFilter(
        label="À corriger",
        choices=Verification.choices,
        widget=forms.CheckboxSelectMultiple,
        method="of_checks",
    )
    en_ligne = django_filters.ChoiceFilter(
        label="Version", choices=[("oui", "Pages en ligne"), ("non", "Pas en ligne")], method="of_version"
    )
    genre = django_filters.ChoiceFilter(label="Type", choices=(), method="of_type")

    class Meta:
        model = PageEditoriale
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        super().__init__(data, *args, request=request, **kwargs)
        self.filters["genre"].extra["choices"] = sorted(
            ((model._meta.model_name, str(model._meta.verbose_name).capitalize()) for model in page_types()),
            key=lambda choice: choice[1],
        )

    def of_score(self, rows: Any, name: str, value: str) -> Any:
        """Between these two, both included."""
        return rows.filter(bilan__score__range=SCORES[value])

    def of_checks(self, rows: Any, name: str, values: list[str]) -> Any:
        """Where one of these has found something."""
        found = Q()
        for value in values:
            found |= Q(bilan__verifications__icontains=f'"{value}"')
        return rows.filter(found)

    def of_version(self, rows: Any, name: str, value: str) -> Any:
        """Those that visitors see, or the others."""
        return rows.filter(live=value == "oui")

    def of_type(self, rows: Any, name: str, value: str) -> Any:
        """Of this type alone."""
        return rows.filter(content_type__model=value)
