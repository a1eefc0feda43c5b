"""Windows in which an editor picks a term: found without accents, and fast with every commune of France."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from taxonomy.enums import Niveau
from taxonomy.ladder import echelles
from taxonomy.lookup import look_up_terms, par_proximite
from taxonomy.models import Territoire

FILTRE = {"data-chooser-modal-search-filter": True}


class FormulaireDeChoix(BaseFilterForm):
    """The search field above the list."""

    q = forms.CharField(
        label="Rechercher",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Un nom ou un code, avec ou sans accents"}),
    )

    def filter(self, objects: "QuerySet[Any]") -> "QuerySet[Any]":
        objects = super().filter(objects)
        texte = self.cleaned_data.get("q")
        if texte:
            self.is_searching = True
            self.search_query = texte
            objects = par_proximite(look_up_terms(objects, texte), texte)
        return objects


class FormulaireDeChoixDeTerritoire(FormulaireDeChoix):
    """The same, with the rung of the ladder."""

    niveau = forms.ChoiceField(
        label="Niveau", required=False, choices=[("", "Tous"), *Niveau.choices], widget=forms.Select(attrs=FILTRE)
    )

    def filter(self, objects: "QuerySet[Any]") -> "QuerySet[Any]":
        niveau = self.cleaned_data.get("niveau")
        return super().filter(objects.filter(niveau=niveau) if niveau else objects)


class FormulaireDeChoixDePartenaire(FormulaireDeChoix):
    """The same, with membership of the Comité."""

    comite = forms.BooleanField(
        label="Membres du Comité seulement", required=False, widget=forms.CheckboxInput(attrs=FILTRE)
    )

    def filter(self, objects: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter(objects.filter(est_comite=True) if self.cleaned_data.get("comite") else objects)


class ChoixDeTerme:
    """What both views of every window share."""

    filter_form_class = FormulaireDeChoix
    page_subtitle = ""
    results_template_name = "taxonomy_admin/choix/resultats.html"


class ChoixDeTerritoire(ChoixDeTerme):
    """The ladder beside each name."""

    filter_form_class = FormulaireDeChoixDeTerritoire

    def get_results_page(self, request: Any) -> Any:
        page = super().get_results_page(request)  # type: ignore[misc]  # Wagtail's view, mixed in below
        page.object_list = _avec_echelle(list(page.object_list))
        return page

    @property
    def title_column(self) -> Column:
        colonne = super().title_column  # type: ignore[misc]  # Wagtail's view, mixed in below
        colonne.label = "Territoire"
        colonne.accessor = "nom"
        return colonne

    @property
    def columns(self) -> list[Column]:
        colonnes = super().columns  # type: ignore[misc]  # Wagtail's view, mixed in below
        return [*colonnes, Column("echelle", label="Où", accessor="echelle"), Column("code", label="Code")]


class ChoixDePartenaire(ChoixDeTerme):
    """The partners, with those of the Comité apart."""

    filter_form_class = FormulaireDeChoixDePartenaire


class FenetreDeTerme(ChoixDeTerme, ChooseView):
    """The whole window."""


class ResultatsDeTerme(ChoixDeTerme, ChooseResultsView):
    """Its list alone, after a search or a page."""


class FenetreDeTerritoire(ChoixDeTerritoire, ChooseView):
    """The whole window."""


class ResultatsDeTerritoire(ChoixDeTerritoire, ChooseResultsView):
    """Its list alone, after a search or a page."""


class FenetreDePartenaire(ChoixDePartenaire, ChooseView):
    """The whole window."""


class ResultatsDePartenaire(ChoixDePartenaire, ChooseResultsView):
    """Its list alone, after a search or a page."""


class ChampDeTerme(AdminSnippetChooser):
    """The button that opens the window, in words without an article to agree with."""

    def __init__(self, model: type[Model] | None = None, **kwargs: Any) -> None:
        super().__init__(model=model, **kwargs)
        nom = self.model._meta.verbose_name
        self.choose_one_text = f"Choisir : {nom}"
        self.choose_another_text = f"Choisir un autre : {nom}"
        self.link_to_chosen_text = f"Voir la notice : {nom}"


class ChoixDeTermeViewSet(SnippetChooserViewSet):
    """The window of the short lists."""

    choose_view_class = FenetreDeTerme
    choose_results_view_class = ResultatsDeTerme
    base_widget_class = ChampDeTerme
    page_title = "Choisir dans la liste"


class ChoixDeTerritoireViewSet(ChoixDeTermeViewSet):
    """The window of the territoires."""

    choose_view_class = FenetreDeTerritoire
    choose_results_view_class = ResultatsDeTerritoire
    page_title = "Choisir un territoire"


class ChoixDePartenaireViewSet(ChoixDeTermeViewSet):
    """The window of the partners."""

    choose_view_class = FenetreDePartenaire
    choose_results_view_class = ResultatsDePartenaire
    page_title = "Choisir un partenaire"


def _avec_echelle(territoires: Sequence[Territoire]) -> Sequence[Territoire]:
    textes = echelles(territoires)
    for territoire in territoires:
        territoire.echelle = textes[territoire.pk]  # type: ignore[attr-defined]  # read by the column only
    return territoires
