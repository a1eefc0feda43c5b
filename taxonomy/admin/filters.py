"""Filters beside the lists of terms."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet

from taxonomy.enums import Critere, Famille, Niveau
from taxonomy.models import Acteur, Domaine, Nature, Partenaire, Territoire, at_or_below

OUI_NON = [("true", "Oui"), ("false", "Non")]


def _cases(model_choices: list[tuple[str, str]], **kwargs: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(choices=model_choices, widget=forms.CheckboxSelectMultiple, **kwargs)


class FiltreBooleen(django_filters.ChoiceFilter):
    """Oui, Non, or all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=OUI_NON, widget=forms.RadioSelect, empty_label="Tous", **kwargs)

    def filter(self, qs: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        return qs.filter(**{str(self.field_name): value == "true"}) if value else qs


class FiltreDeTerritoires(WagtailFilterSet):
    """By rung, and by everything inside one région or collectivité."""

    niveau = _cases(Niveau.choices, label="Niveau")
    region = django_filters.ModelChoiceFilter(
        label="Région ou collectivité",
        queryset=Territoire.objects.filter(niveau__in=[Niveau.REGION, Niveau.COLLECTIVITE_OM]),
        method="dans_la_region",
        empty_label="Toutes",
    )

    class Meta:
        model = Territoire
        fields: list[str] = []

    def dans_la_region(self, termes: "QuerySet[Territoire]", name: str, region: Territoire) -> "QuerySet[Territoire]":
        return termes.filter(at_or_below([region.slug]))


class FiltreDeDomaines(WagtailFilterSet):
    """By criterion."""

    critere = _cases(Critere.choices, label="Critère")

    class Meta:
        model = Domaine
        fields: list[str] = []


class FiltreDeNatures(WagtailFilterSet):
    """By family."""

    famille = _cases(Famille.choices, label="Famille")

    class Meta:
        model = Nature
        fields: list[str] = []


class FiltreDActeurs(WagtailFilterSet):
    """By having a path of the A.D.O.C. or not."""

    a_un_parcours = FiltreBooleen(label="Profil de l’A.D.O.C.")

    class Meta:
        model = Acteur
        fields: list[str] = []


class FiltreDePartenaires(WagtailFilterSet):
    """Members of the Comité, fictitious organisations."""

    est_comite = FiltreBooleen(label="Membre du Comité")
    est_fictif = FiltreBooleen(label="Organisation fictive")

    class Meta:
        model = Partenaire
        fields: list[str] = []
