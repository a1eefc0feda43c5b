"""Sheets of key figures: each line is one figure of a fiche repère, known by its fiche and by what it counts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import NOT_PROVIDED

from comite.refusing import RuleError
from pages.models import FicheRepereActeur, FicheRepereDomaine, FicheRepereTerritoire, PageEditoriale
from pages.models.comprendre import ChiffreCle
from pages.writing.changing import change_draft, refusal_to_change
from pages.writing.values import read_values, wrong_values
from sheets.enums import SorteDeFeuille
from sheets.kinds.base import Cells, KnownThere, Like, LineIdentity, Now, SheetKind, Written
from sheets.kinds.undoing import undo_pages
from sheets.meaning.cells import Cell, CellError, as_line, as_number, fold
from sheets.meaning.columns import Building, Column, NumberColumn, TextColumn, YearColumn
from sheets.meaning.link_columns import AddressColumn
from sheets.meaning.looking import Looking
from sheets.models import ImportDeFeuille, LigneDeFeuille

TYPES = (FicheRepereTerritoire, FicheRepereActeur, FicheRepereDomaine)
ROWS = "chiffres"
NO_FICHE = "Aucune fiche repère ne s’appelle ainsi\u00a0: écrivez son titre exact, ou son numéro."
IMPORTED = "feuilles.import"


@dataclass(frozen=True)
class FicheColumn(Column):
    """The fiche of a figure, by its title: what the line is about, and nothing that it changes."""

    def read(self, cell: Cell, building: Building) -> None:
        """The title was read to find the fiche."""

    def show(self, values: Mapping[str, Any], look: Looking) -> str:
        return str(values.get("fiche") or "")


NUMBER = NumberColumn(
    key="numero",
    label="Numéro de page",
    names=("numero page", "id page"),
    help="Celui de la fiche, rempli par l’export.",
)
FICHE = FicheColumn(
    key="fiche",
    label="Fiche",
    names=("fiche repere", "titre de la fiche", "territoire", "acteur", "domaine", "page"),
    help="Le titre exact de la fiche repère, qui existe déjà.",
)
COUNTED = TextColumn(
    key="libelle",
    label="Ce que le chiffre compte",
    field="libelle",
    names=("libelle", "indicateur", "intitule", "chiffre cle"),
    help="Obligatoire. Un chiffre se retrouve par sa fiche et par ces mots.",
    example="Associations employeuses",
)


class ChiffreKind(SheetKind):
    """Lines that are key figures. What is known by its key is the fiche."""

    key = SorteDeFeuille.CHIFFRES.value
    label = SorteDeFeuille.CHIFFRES.label
    noun = "un chiffre"
    feminine = False
    is_draft = True
    columns: ClassVar[tuple[Column, ...]] = (
        NUMBER,
        FICHE,
        COUNTED,
        TextColumn(
            key="valeur", label="Valeur", field="valeur", names=("chiffre", "nombre", "donnee"), example="1 240"
        ),
        TextColumn(key="unite", label="Unité", field="unite", help="Facultatif\u00a0: %, €, habitants…"),
        TextColumn(key="source", label="Source", field="source", names=("origine",), help="Obligatoire."),
        AddressColumn(
            key="source_url",
            label="Adresse de la source",
            field="source_url",
            names=("url source", "lien source", "url", "lien"),
            help="Facultatif.",
        ),
        YearColumn(
            key="millesime",
            label="Année des données",
            field="millesime",
            required=True,
            names=("annee", "millesime", "date"),
            help="Obligatoire.",
        ),
    )

    @cached_property
    def _titles(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for model in TYPES:
            found |= dict(model.objects.order_by().values_list("pk", "draft_title"))
        return found

    @cached_property
    def _by_title(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for key, title in sorted(self._titles.items()):
            found[fold(title)].append(key)
        return found

    def _fiche(self, cells: Cells) -> int | None:
        if cell := cells.get(NUMBER.key):
            try:
                return as_number(cell.text)
            except CellError:
                return None
        cell = cells.get(FICHE.key)
        found = self._by_title.get(fold(cell.text), ()) if cell else ()
        return found[0] if len(found) == 1 else None

    def identity(self, cells: Cells, look: Looking) -> LineIdentity:
        counted = cells[COUNTED.key].text if COUNTED.key in cells else ""
        fiche = self._fiche(cells)
        return LineIdentity(fiche, "", f"{fiche}/{fold(counted)}" if fiche and counted else "", "")

    def known(self, source: str) -> KnownThere:
        return KnownThere(frozenset(self._titles))

    def every(self) -> list[int]:
        return [key for key, title in sorted(self._titles.items(), key=lambda one: (fold(one[1]), one[0]))]

    def likes(self, identity: LineIdentity) -> list[Like]:
        return []

    def now(self, keys: Collection[int]) -> dict[int, Now]:
        found: dict[int, Now] = {}
        for model in TYPES:
            wanted = list(model.objects.filter(pk__in=keys).order_by().values_list("pk", flat=True))
            versions = dict(model.objects.filter(pk__in=wanted).order_by().values_list("pk", "latest_revision_id"))
            for key, values in read_values(model, wanted, (ROWS,)).items():
                found[key] = Now({**values, "numero": key, "fiche": self._titles.get(key, "")}, versions[key])
        return found

    def marks(self, identity: LineIdentity) -> list[tuple[str, str]]:
        return [("même fiche, même chiffre", identity.natural)] if identity.natural else []

    def current(self, cells: Cells, now: Now | None) -> dict[str, Any]:
        counted = fold(cells[COUNTED.key].text) if COUNTED.key in cells else ""
        found = next((row for row in (now.values[ROWS] if now else ()) if fold(row["libelle"]) == counted), None)
        return {**found, "fiche": now.values["fiche"], "numero": now.values["numero"]} if found and now else {}

    def refused_changes(self, keys: Collection[int], by: Any) -> dict[int, str]:
        pages = PageEditoriale.objects.filter(pk__in=keys).select_related("locked_by").defer("corps")
        refused = {page.pk: refusal_to_change(by=by, page=page) for page in pages}
        return {key: why for key, why in refused.items() if why}

    def refused_creation(self, building: Building, imp: ImportDeFeuille) -> str:
        return "" if building.number in self._titles else NO_FICHE

    def wrong(self, values: Mapping[str, Any], *, new: bool) -> list[str]:
        labels = {getattr(one, "field", ""): one.label for one in self.columns}
        found = []
        for name in labels if new else values:
            if not name or values.get(name):
                continue
            one: Any = ChiffreCle._meta.get_field(name)
            if not one.blank and one.default is NOT_PROVIDED:
                found.append(f"«\u00a0{labels[name]}\u00a0» est obligatoire\u00a0: remplissez la colonne.")
        row = {name: value for name, value in values.items() if value not in (None, "")}
        for sentences in wrong_values(FicheRepereTerritoire, {ROWS: [row]}).values():
            found += sentences
        return found

    def create(self, made: Sequence[tuple[LigneDeFeuille, Building]], imp: ImportDeFeuille) -> list[Written]:
        return [self._write(building, imp) for _, building in made]

    def change(self, key: int, building: Building, imp: ImportDeFeuille) -> Written:
        return self._write(building, imp)

    def _write(self, building: Building, imp: ImportDeFeuille) -> Written:
        page = PageEditoriale.objects.filter(pk=building.number).first()
        if page is None:
            raise RuleError(NO_FICHE)
        model = type(page.specific)
        rows = [dict(row) for row in read_values(model, [page.pk], (ROWS,))[page.pk][ROWS]]
        said = {name: "" if value is None else value for name, value in building.values.items()}
        mine = next((row for row in rows if fold(row["libelle"]) == fold(building.now("libelle") or "")), None)
        if mine is None:
            rows.append({"unite": "", "source_url": "", **said})
        else:
            mine.update(said)
        before, after = change_draft(page=page, values={ROWS: rows}, by=imp.par, action=IMPORTED)
        return Written(page.pk, before, after)

    def undo(self, lines: Sequence[LigneDeFeuille], by: Any) -> str:
        return undo_pages(lines, by=by, made=False)

    def rows(self, keys: Collection[int], look: Looking, *, drafts: bool) -> list[list[str]]:
        found = []
        there = self.now(keys)
        for now in (there[key] for key in keys if key in there):
            for row in now.values[ROWS]:
                values = {**row, "fiche": now.values["fiche"], "numero": now.values["numero"]}
                found.append([as_line(column.show(values, look)) for column in self.columns])
        return found
