"""What is asked to prepare a set, to put pages into it, and to share its preview."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from parutions.enums import Sorte
from parutions.models import Parution, open_sets

DUREES_JOURS = (1, 7, 30)


class FormulaireDeParution(forms.ModelForm):
    """The name and the hour, which the browser's own calendar gives."""

    le = forms.DateTimeField(
        label="Paraît le",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        help_text="À l’heure de Paris. Tout paraît à cette minute, ou rien.",
    )

    class Meta:
        model = Parution
        fields = ("nom", "le")

    def clean_le(self) -> datetime:
        hour: datetime = self.cleaned_data["le"]
        if hour <= timezone.now() and hour != self.instance.le:
            raise forms.ValidationError("Cette heure est passée : choisissez-en une à venir.")
        return hour


class ChoixDeParution(forms.ModelChoiceField):
    """A set with its hour."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nom}, le {timezone.localtime(obj.le):%d/%m/%Y à %H:%M}"


class FormulaireDAjout(forms.Form):
    """Into which set pages go, and what is to happen to them."""

    parution = ChoixDeParution(label="Parution", queryset=Parution.objects.none(), empty_label=None)
    sorte = forms.ChoiceField(
        label="Ce qui se passera", choices=Sorte.choices, initial=Sorte.PUBLIER, widget=forms.RadioSelect
    )
    destination = forms.ModelChoiceField(
        label="Nouvelle place",
        queryset=Page.objects.filter(depth__gt=1),
        widget=AdminPageChooser(),
        required=False,
        help_text="Seulement pour « Déplacer » : la page sous laquelle elles iront.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parution"]
        field.queryset = open_sets()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sorte") == Sorte.DEPLACER and not cleaned.get("destination"):
            self.add_error("destination", "Choisissez la page sous laquelle elles iront.")
        return cleaned


class FormulaireDApercu(forms.Form):
    """For how long a preview is shared."""

    jours = forms.TypedChoiceField(
        label="Le lien est valable",
        choices=[(jours, "un jour" if jours == 1 else f"{jours} jours") for jours in DUREES_JOURS],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )
