"""What is asked to bring a sheet in: the file and whom it is for, then what its columns are, then what words mean."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.models import Page

from sheets.enums import SorteDeFeuille
from sheets.kinds.known import kind_of
from sheets.meaning.looking import Looking
from sheets.meaning.terms import Finder
from sheets.models import ImportDeFeuille
from sheets.rights import may_be_nobodys, organisations_of
from taxonomy.references import modeles_de_terme

NEW_PARTNER = "+"
LEAVE_OUT = "-"


class FormulaireDeFeuille(forms.Form):
    """The file, what it holds, and for whom."""

    sorte = forms.ChoiceField(
        label="Que contient la feuille\u00a0?", choices=SorteDeFeuille.choices, widget=forms.RadioSelect
    )
    fichier = forms.FileField(
        label="Feuille",
        help_text="XLSX, ODS ou CSV, 10\u202f000 lignes et 12\u00a0Mo au plus. Rien n’est écrit avant l’essai.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )
    feuille = forms.CharField(
        label="Laquelle de ses feuilles",
        required=False,
        max_length=255,
        help_text="Son nom, si le classeur en a plusieurs ; sinon, celle que nous reconnaissons le mieux est lue.",
    )
    organisation: Any = forms.ModelChoiceField(
        label="Pour quelle organisation", queryset=None, required=False, empty_label=None,
        help_text="Elle répondra des nouvelles pages.",
    )  # fmt: skip
    place: Any = forms.ModelChoiceField(
        label="Où ranger les nouvelles pages",
        queryset=None,
        required=False,
        empty_label="D’après la colonne «\u00a0Rangée dans\u00a0»",
        help_text="Pour les ressources et les exemples\u00a0; une ligne peut dire autre chose.",
    )
    source = forms.CharField(
        label="D’où vient la feuille",
        required=False,
        max_length=120,
        help_text="Par exemple «\u00a0Catalogue de l’Agence\u00a0»\u00a0: ses identifiants ne valent que pour elle.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = organisations_of(user)
        if may_be_nobodys(user):
            organisations.empty_label = "Aucune"
        elif organisations.queryset.count() == 1:
            organisations.initial = organisations.queryset.first()
        places: Any = self.fields["place"]
        places.queryset = Page.objects.filter(pk__in=Looking().place_titles).order_by("path")
        places.label_from_instance = _with_the_one_above
        self.nobodys = may_be_nobodys(user)

    def clean_organisation(self) -> Any:
        chosen = self.cleaned_data["organisation"]
        if chosen is None and not self.nobodys:
            raise ValidationError("Choisissez l’organisation qui répondra des pages.")
        return chosen


def _with_the_one_above(page: Any) -> str:
    above = page.get_parent()
    return f"{above.title} › {page.title}" if above and above.depth > 2 else str(page.title)


class FormulaireDeColonnes(forms.Form):
    """What each column of the sheet is, and what holds for lines that say nothing."""

    vides_effacent = forms.BooleanField(
        label="Une cellule vide efface ce que dit la page",
        required=False,
        help_text="Sinon, une cellule vide laisse la page comme elle est.",
    )

    def __init__(self, *args: Any, imp: ImportDeFeuille, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.imp = imp
        self.kind = kind_of(imp.sorte)
        choices = [("", "Ne pas lire"), *((one.key, one.label) for one in self.kind.columns)]
        for rank, (heading, key) in enumerate(zip(imp.entetes, imp.colonnes, strict=True)):
            self.fields[f"colonne_{rank}"] = forms.ChoiceField(
                label=heading or f"Colonne {rank + 1}, sans en-tête", choices=choices, required=False, initial=key
            )
        for column in self.kind.columns:
            if column.for_all:
                self.fields[f"defaut_{column.key}"] = forms.CharField(
                    label=column.label, required=False, max_length=500, initial=imp.defauts.get(column.key, "")
                )
        self.fields["vides_effacent"].initial = imp.vides_effacent

    @property
    def columns_fields(self) -> list[Any]:
        """The fields of columns, each with some cells of it."""
        lines = list(self.imp.lignes.order_by("numero").values_list("cellules", flat=True)[:30])
        found = []
        for rank in range(len(self.imp.entetes)):
            bound = self[f"colonne_{rank}"]
            texts = [_text(cells[rank]) for cells in lines if rank < len(cells) and cells[rank]]
            found.append((bound, [text[:80] for text in dict.fromkeys(texts) if text][:3]))
        return found

    @property
    def defaults_fields(self) -> list[Any]:
        """The fields for all lines that say nothing."""
        return [self[name] for name in self.fields if name.startswith("defaut_")]

    @property
    def chosen(self) -> list[str]:
        """The key of our column for each column of the sheet."""
        return [self.cleaned_data[f"colonne_{rank}"] for rank in range(len(self.imp.entetes))]

    @property
    def defaults(self) -> dict[str, str]:
        """What holds for all lines that say nothing, by our columns."""
        return {
            name.removeprefix("defaut_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("defaut_") and text
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [cleaned.get(f"colonne_{rank}", "") for rank in range(len(self.imp.entetes))]
        for key in {key for key in chosen if key and chosen.count(key) > 1}:
            label = self.kind.by_key[key].label
            for rank, one in enumerate(chosen):
                if one == key:
                    self.add_error(f"colonne_{rank}", f"Deux colonnes sont «\u00a0{label}\u00a0»\u00a0: gardez-en une.")
        if not any(chosen):
            raise ValidationError("Aucune colonne n’est lue\u00a0: dites au moins laquelle est le titre ou le nom.")
        return cleaned


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else str(cell[0] or cell[1])


class MotADecider(forms.Form):
    """What one text means."""

    def __init__(
        self, *args: Any, facette: str, text: str, lines: int, finder: Finder, adds_partners: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facette, self.text, self.lines, self.finder = facette, text, lines, finder
        proposed = finder.proposals(text)
        choices = [("", "À décider plus tard"), *((one.slug, one.label) for one in proposed)]
        known = {slug for slug, _ in choices}
        if finder.is_short:
            choices += [(one.slug, one.label) for one in finder.all_of_them if one.slug not in known]
        if facette == "partenaire" and adds_partners:
            choices.append((NEW_PARTNER, f"Créer le partenaire «\u00a0{text}\u00a0»"))
        choices.append((LEAVE_OUT, "Laisser de côté"))
        self.fields["choix"] = forms.ChoiceField(label=f"«\u00a0{text}\u00a0»", choices=choices, required=False)
        if not finder.is_short:
            self.fields["autre"] = forms.CharField(
                label=f"Un autre nom ou un code pour «\u00a0{text}\u00a0»", required=False, max_length=200
            )

    def clean_autre(self) -> str:
        said: str = self.cleaned_data["autre"].strip()
        if said and len(self.finder.find(said)) != 1:
            raise ValidationError("Aucun terme, ou plusieurs, pour ces mots\u00a0: écrivez le nom exact ou le code.")
        return said

    @property
    def decided(self) -> str | None:
        """The slug, "" to leave it out, `NEW_PARTNER`; None while nothing is decided."""
        other = self.cleaned_data.get("autre")
        if other:
            return self.finder.slug_of(next(iter(self.finder.find(other))))
        chosen: str = self.cleaned_data.get("choix", "")
        return {"": None, LEAVE_OUT: ""}.get(chosen, chosen)


def choices_of_terms(
    undecided: Iterable[tuple[str, str, int]], *, look: Looking, user: Any, data: Any = None
) -> list[MotADecider]:
    """A form for each text that is undecided: (facette, text, how many lines)."""
    models = {model.facette: model for model in modeles_de_terme()}
    adds = user.has_perm("taxonomy.add_partenaire")
    return [
        MotADecider(
            data,
            prefix=f"terme-{rank}",
            facette=facette,
            text=text,
            lines=lines,
            finder=look.finder(models[facette]),
            adds_partners=adds,
        )
        for rank, (facette, text, lines) in enumerate(undecided)
    ]
