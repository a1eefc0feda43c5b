"""What an editor fills in to take a decision: why, and until when."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from workers.links.decisions import RAISON_AU_PLUS


class FormulaireDeDecision(forms.Form):
    """Why, and until when; the end of a day is its last minute."""

    raison = forms.CharField(
        label="Raison",
        required=False,
        max_length=RAISON_AU_PLUS,
        help_text="Pour vos collègues et pour vous dans six mois. Elle n’est jamais publiée.",
    )
    jusqu_au = forms.DateField(
        label="Jusqu’au",
        required=False,
        widget=AdminDateInput,
        help_text="Obligatoire pour une pause. Sans date, la décision vaut tant que le résultat ne change pas.",
    )

    def clean_jusqu_au(self) -> datetime | None:
        jour = self.cleaned_data["jusqu_au"]
        if jour is None:
            return None
        fin = timezone.make_aware(datetime.combine(jour, time(23, 59)))
        if fin <= timezone.now():
            raise forms.ValidationError("Cette date est passée : donnez une date à venir.", code="terme")
        return fin


class FormulaireDePause(FormulaireDeDecision):
    """The same where a date is a must."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["jusqu_au"]
        field.required, field.help_text = True, "La pause s’arrête à la fin de ce jour, ou dès que le résultat change."
