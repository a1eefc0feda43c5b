"""What is asked to give a role, to note an absence, to hand over: the choices are those of the one who asks."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from acces.accounts.naming import nom_de
from comite.enums import OF_ORGANISATION, OF_SITE, RoleComite
from comite.models import Absence, Appartenance
from comite.staff.giving import manages
from comite.standings import accounts_standing, read_standings
from taxonomy.models import Partenaire


class ChoixDeCompte(forms.ModelChoiceField):
    """An account, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return nom_de(obj)


def accounts() -> Any:
    """Those that may be chosen."""
    return get_user_model().objects.filter(is_active=True).order_by("last_name", "first_name", "username")


class DateField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class FormulaireDeRole(forms.ModelForm):
    """A role, in one of the organisations of the référent, or anywhere."""

    compte = ChoixDeCompte(queryset=None, label="Personne")
    du = DateField(label="À partir du", initial=timezone.localdate)
    au = DateField(label="Jusqu’au", required=False, help_text="Ce jour compris. Vide : sans fin prévue.")

    class Meta:
        model = Appartenance
        fields = ("compte", "partenaire", "role", "du", "au")

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        everywhere = manages(by=by, partenaire_id=None, on=today)
        mine = Partenaire.objects.filter(est_comite=True).order_by("nom")
        if not everywhere:
            mine = mine.filter(pk__in=read_standings(by, today).organisations_as([RoleComite.REFERENT]))
        roles = (*OF_ORGANISATION, *OF_SITE) if everywhere else OF_ORGANISATION
        fields: dict[str, Any] = self.fields
        fields["compte"].queryset = accounts()
        fields["partenaire"].queryset = mine
        fields["partenaire"].required = not everywhere
        fields["role"].choices = [(role.value, role.label) for role in roles]

    def _post_clean(self) -> None:
        """The model is asked when the role is given, with who gives it."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


class FormulaireDInvitation(FormulaireDeRole):
    """A role for somebody who need not have an account yet."""

    email = forms.EmailField(
        label="Adresse électronique", max_length=150, help_text="L’invitation y part, et elle servira d’identifiant."
    )
    prenom = forms.CharField(label="Prénom", max_length=150)
    nom = forms.CharField(label="Nom", max_length=150)
    field_order = ("email", "prenom", "nom")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["compte"]


class FormulaireDAbsence(forms.ModelForm):
    """Who is away, who stands in, and when."""

    compte = ChoixDeCompte(queryset=None, label="Personne absente")
    remplacant = ChoixDeCompte(queryset=None, label="Remplacée par")
    du = DateField(label="Du", initial=timezone.localdate)
    au = DateField(label="Au", help_text="Ce jour compris.")

    class Meta:
        model = Absence
        fields = ("compte", "remplacant", "du", "au")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["compte"].queryset = fields["remplacant"].queryset = accounts()

    def _post_clean(self) -> None:
        """As for a role."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


class FormulaireDeReprise(forms.Form):
    """Who takes over."""

    successeur = ChoixDeCompte(queryset=None, label="Confier à")

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = accounts_standing(timezone.localdate())
        of_the_comite = accounts().filter(Q(pk__in=standing.values("pk")) | Q(is_superuser=True))
        successor: Any = self.fields["successeur"]
        successor.queryset = of_the_comite.exclude(pk=account.pk)
