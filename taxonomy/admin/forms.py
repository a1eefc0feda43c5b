"""Forms of the terms: what identifies a term is written once and never changes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm

from ground.addresses.fields import noting
from taxonomy.merging import refus_de_fusion
from taxonomy.models import Terme

FIGES = ("slug", "niveau", "code", "numero")


class FormulaireDeTerme(WagtailAdminModelForm):
    """Freezes the fields that make the slug once the term exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for nom in FIGES:
                if nom in self.fields:
                    self.fields[nom].disabled = True
        self.instance.completed_addresses = {}

    def full_clean(self) -> None:
        with noting(self.instance.completed_addresses):
            super().full_clean()


class FormulaireDeFusion(forms.Form):
    """Which term stays."""

    def __init__(self, *args: Any, source: Terme, widget: forms.Widget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["cible"] = forms.ModelChoiceField(
            label="Terme qui reste",
            queryset=type(source)._default_manager.exclude(pk=source.pk),
            widget=widget,
            help_text="Tout ce qui cite le premier terme citera celui-ci.",
            error_messages={"invalid_choice": "Choisissez un autre terme que celui qui disparaît."},
        )

    def clean_cible(self) -> Terme:
        cible: Terme = self.cleaned_data["cible"]
        refus = refus_de_fusion(self.source, cible)
        if refus:
            raise ValidationError(refus)
        return cible
