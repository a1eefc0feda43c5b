"""What is chosen for each act. `valeur()` is what `pages.lots.acts` reads, `dit()` the same in words."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from pages.lots.enums import ActeDeLot
from pages.models import BoiteAOutils, Rubrique
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, Territoire

CHOOSE = "Choisissez au moins un terme."


class FormulaireDeLot(forms.Form):
    """What all acts ask: whether to publish."""

    publier = forms.BooleanField(
        label="Publier tout de suite là où c’est possible",
        required=False,
        help_text="Sinon, chaque page modifiée attend en brouillon que quelqu’un la relise et la publie.",
    )

    def valeur(self) -> dict[str, Any]:
        """What was chosen, as the demand keeps it."""
        return {}

    def dit(self) -> str:
        """The same, in words."""
        return ""


class DeResponsable(FormulaireDeLot):
    """The member who answers from now on."""

    responsable = forms.ModelChoiceField(
        label="Nouveau responsable", queryset=Partenaire.objects.filter(est_comite=True).order_by("nom")
    )
    field_order = ["responsable", "publier"]

    def valeur(self) -> dict[str, Any]:
        return {"responsable": self.cleaned_data["responsable"].pk}

    def dit(self) -> str:
        return str(self.cleaned_data["responsable"])


class DeTermes(FormulaireDeLot):
    """Terms of one list or of several."""

    acteurs = forms.ModelMultipleChoiceField(
        label="Acteurs", queryset=Acteur.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    domaines = forms.ModelMultipleChoiceField(
        label="Domaines", queryset=Domaine.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    odds = forms.ModelMultipleChoiceField(
        label="ODD", queryset=Odd.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    territoires = forms.ModelChoiceField(label="Territoire", queryset=Territoire.objects.all(), required=False)
    partenaires = forms.ModelChoiceField(label="Partenaire", queryset=Partenaire.objects.all(), required=False)
    field_order = ["territoires", "acteurs", "domaines", "odds", "partenaires", "publier"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("territoires", Territoire), ("partenaires", Partenaire)):
            viewset: Any = getattr(model, "snippet_viewset")  # noqa: B009  Wagtail sets it where it registers
            self.fields[name].widget = viewset.chooser_viewset.widget_class()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(self._terms().values()):
            raise forms.ValidationError(CHOOSE)
        return cleaned

    def _terms(self) -> dict[str, list[Any]]:
        data = self.cleaned_data
        ticked = {name: list(data.get(name) or ()) for name in ("acteurs", "domaines", "odds")}
        single = {name: [data[name]] if data.get(name) else [] for name in ("territoires", "partenaires")}
        return single | ticked

    def valeur(self) -> dict[str, Any]:
        return {name: [term.pk for term in terms] for name, terms in self._terms().items() if terms}

    def dit(self) -> str:
        return ", ".join(str(term) for terms in self._terms().values() for term in terms)


class DeNature(FormulaireDeLot):
    """The nature that ressources take."""

    nature = forms.ModelChoiceField(label="Nouvelle nature", queryset=Nature.objects.all())
    field_order = ["nature", "publier"]

    def valeur(self) -> dict[str, Any]:
        return {"nature": self.cleaned_data["nature"].pk}

    def dit(self) -> str:
        return str(self.cleaned_data["nature"])


class DeValidite(FormulaireDeLot):
    """The last day; none for what has no end."""

    jour = forms.DateField(
        label="Valable jusqu’au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="Laissez vide pour retirer la date : les pages n’ont alors plus de fin de validité.",
    )
    field_order = ["jour", "publier"]

    def valeur(self) -> dict[str, Any]:
        day = self.cleaned_data["jour"]
        return {"jour": day.isoformat() if day else None}

    def dit(self) -> str:
        day = self.cleaned_data["jour"]
        return f"{day:%d/%m/%Y}" if day else "sans date"


class DeRubrique(FormulaireDeLot):
    """The page below which they go. It is done at once: a move knows no draft."""

    publier = None  # type: ignore[assignment]  # Django leaves the field out
    rubrique = forms.ModelChoiceField(
        label="Nouvelle rubrique ou boîte",
        queryset=Page.objects.filter(depth__gt=1),
        widget=AdminPageChooser(target_models=[Rubrique, BoiteAOutils]),
    )

    def valeur(self) -> dict[str, Any]:
        return {"rubrique": self.cleaned_data["rubrique"].pk}

    def dit(self) -> str:
        return str(self.cleaned_data["rubrique"].specific)


FORMS: dict[ActeDeLot, type[FormulaireDeLot]] = {
    ActeDeLot.RESPONSABLE: DeResponsable,
    ActeDeLot.AJOUTER: DeTermes,
    ActeDeLot.RETIRER: DeTermes,
    ActeDeLot.NATURE: DeNature,
    ActeDeLot.RELU: FormulaireDeLot,
    ActeDeLot.VALABLE: DeValidite,
    ActeDeLot.RUBRIQUE: DeRubrique,
}
