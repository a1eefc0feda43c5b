"""What a partner writes: a correction of a ressource, a new one, a sheet."""

import secrets
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from ground.addresses.fields import AddressFormField
from ground.addresses.validation import validate_url
from propositions.models import WORD_AT_MOST
from propositions.proposing.fields import LABELS
from sheets.meaning.looking import Looking
from sheets.meaning.terms import UndecidedError
from taxonomy.models import Acteur, Domaine, Nature, Territoire

SALT = "propositions.vu"
TERRITOIRES_AT_MOST = 50
UNKNOWN_PLACE = (
    "«\u00a0{text}\u00a0» n’est pas un territoire connu\u00a0: écrivez le nom d’une commune, d’un département, d’une"
    " région, ou «\u00a0France\u00a0»."
)
NEAR_AT_MOST = 3
NEAR_PLACE = "«\u00a0{text}\u00a0» n’est pas un territoire connu. Peut-être {examples}\u00a0?"
WHICH_PLACE = "«\u00a0{text}\u00a0»\u00a0: lequel\u00a0? Écrivez par exemple {examples}."
WORD_HELP = "Facultatif\u00a0: ce que l’éditeur doit savoir. N’y mettez pas de données personnelles."


class WithToken(forms.Form):
    """A form that is sent once, however often its button is pressed."""

    jeton = forms.RegexField(r"^[\w-]{16,40}$", widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jeton"].initial = secrets.token_urlsafe(16)

    @property
    def token(self) -> str:
        """That of the form; a form that lost it is one of its own."""
        return self.cleaned_data.get("jeton") or secrets.token_urlsafe(16)


class FormulaireDeRessource(WithToken):
    """What a partner says of a ressource."""

    titre = forms.CharField(label=LABELS["titre"], max_length=255)
    chapo = forms.CharField(
        label=LABELS["chapo"],
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une ou deux phrases qui disent l’essentiel, 400\u00a0signes au plus.",
    )
    lien = AddressFormField(
        label=LABELS["lien"],
        max_length=2000,
        validators=[validate_url],
        help_text="L’adresse que le visiteur ouvre chez vous. «\u00a0https://\u00a0» s’ajoute tout seul.",
    )
    nature: Any = forms.ModelChoiceField(
        label=LABELS["nature"], queryset=Nature.objects.order_by("nom"), empty_label="Choisissez"
    )
    valable_jusqu_au = forms.DateField(
        label=LABELS["valable_jusqu_au"],
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Seulement si elle a une fin. Après cette date, la page n’apparaît plus dans la recherche.",
    )
    territoires = forms.CharField(
        label=LABELS["territoires"],
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne\u00a0: commune, département ou région (nom ou code), ou «\u00a0France\u00a0».",
    )
    acteurs: Any = forms.ModelMultipleChoiceField(
        label="Pour quels acteurs", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    domaines: Any = forms.ModelMultipleChoiceField(
        label="Dans quels domaines", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    mot = forms.CharField(
        label="Un mot pour l’éditeur",
        max_length=WORD_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=WORD_HELP,
    )

    def __init__(self, *args: Any, seen: Mapping[str, Any] | None = None, page: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = dict(seen or {})
        fields: Any = self.fields
        fields["acteurs"].queryset, fields["domaines"].queryset = Acteur.objects.all(), Domaine.objects.all()
        self.fields.pop("nature" if self.seen else "valable_jusqu_au")
        if self.seen:
            for name, said in self.seen.items():
                self.fields[name].initial = self._places if name == "territoires" else said
            # What somebody may have left empty before is not asked of a partner now.
            self.fields["lien"].required = bool(self.seen["lien"])
            self.fields["vu"] = forms.CharField(
                widget=forms.HiddenInput, initial=signed(self.seen, page), required=False
            )
        self.order_fields(["jeton", "titre", "chapo", "lien", "nature", "valable_jusqu_au"])

    @cached_property
    def _places(self) -> str:
        return "\n".join(self._look.labels(Territoire, self.seen.get("territoires", ())))

    @cached_property
    def _look(self) -> Looking:
        return Looking()

    def clean_valable_jusqu_au(self) -> Any:
        """The day, to come where it is a new one."""
        day = self.cleaned_data["valable_jusqu_au"]
        new = day is not None and day.isoformat() != self.seen.get("valable_jusqu_au")
        if new and day <= timezone.localdate():
            raise ValidationError("Choisissez une date à venir.")
        return day

    def clean_territoires(self) -> list[int]:
        """The keys of the places that are written."""
        text = self.cleaned_data["territoires"].replace("\r\n", "\n").strip()
        if self.seen and text == self._places:
            return list(self.seen["territoires"])
        lines = [one.strip() for one in text.replace(";", "\n").splitlines() if one.strip()]
        if len(lines) > TERRITOIRES_AT_MOST:
            raise ValidationError(f"Pas plus de {TERRITOIRES_AT_MOST} territoires.")
        if not lines:
            return []
        return self._found(lines)

    def _found(self, lines: Sequence[str]) -> list[int]:
        finder, keys, wrong = self._look.finder(Territoire), set(), []
        for one in lines:
            try:
                keys.update(finder.many(one))
            except UndecidedError as exc:
                wrong += [self._asked_back(text) for text in exc.texts]
        if wrong:
            raise ValidationError(wrong)
        return sorted(keys)

    def _asked_back(self, text: str) -> str:
        """Which of several places is meant, or that there is none of this name, with those that are near."""
        finder = self._look.finder(Territoire)
        near = [proposal.label for proposal in finder.proposals(text)[:NEAR_AT_MOST]]
        said = WHICH_PLACE if finder.find(text) else NEAR_PLACE if near else UNKNOWN_PLACE
        return said.format(text=text[:60], examples=" ou ".join(f"«\u00a0{label}\u00a0»" for label in near))

    @property
    def wanted(self) -> dict[str, Any]:
        """What is said, in the shape of what is proposed (`propositions.proposing.fields`)."""
        said = self.cleaned_data
        day = said.get("valable_jusqu_au")
        found = {
            **{name: self._as_it_was(name, said[name].replace("\r\n", "\n")) for name in ("titre", "chapo", "lien")},
            "territoires": said["territoires"],
            **{name: sorted(one.pk for one in said[name]) for name in ("acteurs", "domaines")},
        }
        if "nature" in self.fields:
            return {**found, "nature": said["nature"].pk}
        return {**found, "valable_jusqu_au": day.isoformat() if day else None}

    def _as_it_was(self, name: str, text: str) -> str:
        """Spaces at its ends, which a form drops, change nothing."""
        before = str(self.seen.get(name) or "")
        return before if before.strip().replace("\r\n", "\n") == text else text


class FormulaireDEnvoi(WithToken):
    """A sheet."""

    fichier = forms.FileField(
        label="Feuille",
        help_text="XLSX, ODS ou CSV, 1\u202f000 lignes et 5\u00a0Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )
    mot = forms.CharField(
        label="Un mot pour l’éditeur",
        max_length=WORD_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=WORD_HELP,
    )


def signed(seen: Mapping[str, Any], page: int) -> str:
    """What the page said when the form was opened, as the form carries it."""
    return signing.dumps({**seen, "page": page}, salt=SALT, compress=True)


def seen_before(text: str, page: int) -> dict[str, Any] | None:
    """The same, read again; None when the form does not say it of this page."""
    try:
        said: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return said if said.pop("page", None) == page else None
