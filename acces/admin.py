"""Rights and end of a token in Wagtail's own screens for tokens."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.models import APIToken
from wagtail.users.views import api_tokens

from acces.enums import TokenScope
from acces.models import DroitsDeJeton, dans_un_an


class ChampsDeDroits(forms.Form):
    """What Wagtail does not ask."""

    portees = forms.MultipleChoiceField(
        label="Droits",
        choices=TokenScope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : le jeton lit ce qui est public. Il ne peut jamais plus que son compte.",
    )
    expire_le = forms.DateTimeField(label="Valable jusqu’au", initial=dans_un_an, widget=AdminDateTimeInput)

    def keep_rights(self, jeton: APIToken) -> None:
        """Write the rights of this token."""
        DroitsDeJeton.objects.update_or_create(
            jeton=jeton,
            defaults={"portees": self.cleaned_data["portees"], "expire_le": self.cleaned_data["expire_le"]},
        )


class FormulaireDeCreation(ChampsDeDroits, api_tokens.APITokenForm):
    field_order = ("name", "user", "portees", "expire_le")


class FormulaireDeModification(ChampsDeDroits, forms.ModelForm):
    field_order = ("name", "portees", "expire_le")

    class Meta:
        model = APIToken
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        droits = DroitsDeJeton.objects.filter(jeton=self.instance).first()
        if droits is not None:
            self.initial.update(portees=droits.portees, expire_le=droits.expire_le)

    def save(self, commit: bool = True) -> APIToken:
        jeton: APIToken = super().save(commit)
        self.keep_rights(jeton)
        return jeton


class TokenCreation(api_tokens.CreateView):
    """The token is made and shown by Wagtail; its rights are written beside it."""

    def form_valid(self, form: FormulaireDeCreation) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        form.keep_rights(self.object)
        return response


class Liste(api_tokens.IndexView):
    """What each token is good for, and until when."""

    @cached_property
    def columns(self) -> list[Column]:
        *firsts, last = super().columns
        return [
            *firsts,
            Column("droits", label="Droits", accessor=lambda token: getattr(token, "droits", None) or "aucun"),
            DateColumn("expire_le", label="Valable jusqu’au", accessor="droits.expire_le"),
            last,
        ]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("droits")


def extend_token_screens() -> None:
    """Wagtail offers no setting for the screens of its tokens: they are told of ours before it makes them."""
    viewset = api_tokens.APITokenViewSet
    viewset.add_view_class = TokenCreation
    viewset.index_view_class = Liste
    viewset.get_form_class = _formulaire


def _formulaire(self: Any, for_update: bool = False) -> type[forms.Form]:
    return FormulaireDeModification if for_update else FormulaireDeCreation
