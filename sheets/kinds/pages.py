"""Sheets whose lines are pages: ressources and exemples."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import NOT_PROVIDED
from wagtail.models import Page, WorkflowState

from comite.guards.entrusting import refused_holders
from comite.refusing import RuleError
from comite.rights import Held
from doublons.finding import Described, near_many
from ground.addresses.keys import cle_de
from liens.models import OccurrenceLien
from pages.models import ExempleInspirant, PageEditoriale, Ressource
from pages.workflow.submitting import submit
from pages.writing.changing import change_draft, refusal_to_change, refusal_to_create
from pages.writing.creating import NewDraft, create_drafts
from pages.writing.values import NAMED, among, lists_of, read_values, rows_of, wrong_values
from sheets.doubles import Doubles
from sheets.enums import IssueDeLigne, SorteDeFeuille
from sheets.kinds.base import Cells, KnownThere, Like, LineIdentity, Now, SheetKind, Written
from sheets.kinds.page_columns import ADDRESS, IDENTIFIER, NUMBER, OF_EXEMPLES, OF_RESSOURCES, TITLE
from sheets.kinds.undoing import undo_pages
from sheets.meaning.cells import CellError, addresses_in, as_line, as_number, completed
from sheets.meaning.columns import Building, Column, TermColumn, TermsColumn
from sheets.meaning.looking import Looking
from sheets.models import IdentifiantExterne, ImportDeFeuille, LigneDeFeuille
from taxonomy.models import Partenaire

IMPORTED = "feuilles.import"
NO_PLACE = "Où la ranger\u00a0? Remplissez «\u00a0Rangée dans\u00a0», ou choisissez un rangement pour tout l’import."
MISSING = (
    "«\u00a0{label}\u00a0» est obligatoire\u00a0: remplissez la colonne, ou donnez une valeur pour toutes les lignes."
)
NOT_SUBMITTED = "Pas soumise\u00a0: {why}"


class PageKind(SheetKind):
    """Lines that are pages of one type."""

    is_placed = True
    is_draft = True
    model: ClassVar[type[PageEditoriale]]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that the columns read and show."""
        found = [getattr(one, "field", "") for one in self.columns]
        return tuple(dict.fromkeys([*filter(None, found), *(["liens"] if "liens" in rows_of(self.model) else [])]))

    def identity(self, cells: Cells, look: Looking) -> LineIdentity:
        number, natural = None, ""
        if cell := cells.get(NUMBER.key):
            try:
                number = as_number(cell.text)
            except CellError:
                number = None
        cell = cells.get(ADDRESS.key)
        if cell and ADDRESS.key in self.by_key and (found := addresses_in(cell)):
            known = cle_de(completed(found[0][0]))
            natural = known[0] if known else ""
        identifier, title = (as_line(cells[key].text) if key in cells else "" for key in (IDENTIFIER.key, TITLE.key))
        return LineIdentity(number, identifier[:200], natural, title)

    def known(self, source: str) -> KnownThere:
        pages = IdentifiantExterne.objects.filter(source=source, page__isnull=False)
        kept = frozenset(self.model.objects.values_list("pk", flat=True))
        cited = self._main_links()
        return KnownThere(
            kept,
            {text: key for text, key in pages.values_list("identifiant", "page") if key in kept},
            # Of two pages with one address, the older is the one that is meant.
            {url: key for key, url in sorted(cited, reverse=True)},
        )

    def every(self) -> list[int]:
        return list(self.model.objects.order_by("title", "pk").values_list("pk", flat=True))

    def _main_links(self) -> list[tuple[int, str]]:
        place = self.model.main_link
        if not place:
            return []
        kind = self.model.objects.order_by().values("pk")
        cited = OccurrenceLien.objects.filter(champ=place, page__in=kind).order_by()
        return list(cited.values_list("page_id", "lien__url"))

    @cached_property
    def doubles(self) -> Doubles:
        """Who knows what a new page may be a double of. Kept by the kind, which is made anew for each run."""
        addresses = dict(self._main_links())
        titles = self.model.objects.order_by().values_list("pk", "draft_title")
        return Doubles((key, title, addresses.get(key, "")) for key, title in titles)

    def likes(self, identity: LineIdentity) -> list[Like]:
        return [Like(*one) for one in self.doubles.doubles_of(identity.natural, identity.title)]

    def near(self, identities: Sequence[LineIdentity]) -> list[list[Like]]:
        found = near_many([Described(titre=one.title, adresses=(one.natural,)) for one in identities])
        return [[Like(page.page, page.titre, page.pourquoi) for page in pages] for pages in found]

    def now(self, keys: Collection[int]) -> dict[int, Now]:
        versions = dict(self.model.objects.filter(pk__in=keys).order_by().values_list("pk", "latest_revision_id"))
        said = read_values(self.model, keys, self.names)
        return {key: Now({**values, "numero": key}, versions[key]) for key, values in said.items()}

    def refused_changes(self, keys: Collection[int], by: Any) -> dict[int, str]:
        in_review = WorkflowState.objects.filter(
            status=WorkflowState.STATUS_IN_PROGRESS, object_id__in=[str(key) for key in keys]
        )
        reviewed = {int(key) for key in in_review.values_list("object_id", flat=True)}
        pages = self.model.objects.filter(pk__in=keys).select_related("locked_by").defer("corps")
        refused = {page.pk: refusal_to_change(by=by, page=page, reviewed=page.pk in reviewed) for page in pages}
        return {key: why for key, why in refused.items() if why}

    def refused_creation(self, building: Building, imp: ImportDeFeuille) -> str:
        place = building.place or imp.place_id
        if place is None:
            return NO_PLACE
        responsable = building.values.get("responsable", imp.organisation)
        asked = (place, responsable)
        if asked not in self._creations:
            parent = Page.objects.get(pk=place)
            self._creations[asked] = refusal_to_create(
                by=imp.par, parent=parent, model=self.model, responsable=responsable
            )
        return self._creations[asked]

    @cached_property
    def _creations(self) -> dict[tuple[int, int | None], str]:
        return {}

    def wrong(self, values: Mapping[str, Any], *, new: bool) -> list[str]:
        asked = dict(values)
        found: list[str] = []
        if new:
            for column in self.columns:
                name = getattr(column, "field", "")
                if name and name not in asked and self._must_have(name):
                    found.append(MISSING.format(label=column.label))
        labels = {getattr(one, "field", ""): one.label for one in self.columns} | {"liens": ADDRESS.label}
        for name, sentences in wrong_values(self.model, asked).items():
            found += [f"{labels.get(name, name)}\u00a0: {one}" for one in sentences]
        return found

    def _must_have(self, name: str) -> bool:
        if name in NAMED or name in lists_of(self.model) or name in rows_of(self.model):
            return False
        one: Any = self.model._meta.get_field(name)
        return not one.null and not one.blank and one.default is NOT_PROVIDED

    def create(self, made: Sequence[tuple[LigneDeFeuille, Building]], imp: ImportDeFeuille) -> list[Written]:
        drafts = []
        for _, building in made:
            place = building.place or imp.place_id
            assert place is not None  # noqa: S101  the verdict has looked
            drafts.append(NewDraft(place, {"responsable": imp.organisation, **building.values}))
        pages = create_drafts(model=self.model, drafts=drafts, by=imp.par)
        named = [(page, building.identifier) for page, (_, building) in zip(pages, made, strict=True)]
        IdentifiantExterne.objects.bulk_create(
            IdentifiantExterne(source=imp.source, identifiant=text, page=page) for page, text in named if text
        )
        return [Written(page.pk, None, page.latest_revision, reason=self._submitted(page, imp)) for page in pages]

    def change(self, key: int, building: Building, imp: ImportDeFeuille) -> Written:
        page = self.model.objects.get(pk=key)
        if "responsable" in building.values:
            given = building.values["responsable"]
            before = Held(building.current.get("responsable"), page.adjoint_id)
            refused = refused_holders(page=page, user=imp.par, before=before, after=Held(given, page.adjoint_id))
            if refused:
                raise RuleError(" ".join(refused.values()))
        before_it, after = change_draft(page=page, values=building.values, by=imp.par, action=IMPORTED)
        self.name(key, building, imp)
        return Written(key, before_it, after, reason=self._submitted(page, imp))

    def name(self, key: int, building: Building, imp: ImportDeFeuille) -> None:
        # The site’s own number came from an export, whose identifiers may be those of other sources.
        if building.identifier and building.number is None:
            IdentifiantExterne.objects.get_or_create(
                source=imp.source, identifiant=building.identifier, page__isnull=False, defaults={"page_id": key}
            )

    def _submitted(self, page: PageEditoriale, imp: ImportDeFeuille) -> str:
        if not imp.soumettre:
            return ""
        try:
            submit(page=page, by=imp.par)
        except (RuleError, ValidationError) as exc:
            why = " ".join(exc.messages) if isinstance(exc, ValidationError) else str(exc)
            return NOT_SUBMITTED.format(why=why)
        return ""

    def undo(self, lines: Sequence[LigneDeFeuille], by: Any) -> str:
        return undo_pages(lines, by=by, made=lines[0].issue == IssueDeLigne.CREEE)

    def rows(self, keys: Collection[int], look: Looking, *, drafts: bool) -> list[list[str]]:
        wanted = list(keys)
        said = read_values(self.model, wanted, self.names, drafts=drafts)
        parents = look.parents_of(wanted)
        named: dict[int, list[str]] = defaultdict(list)
        for key, text in IdentifiantExterne.objects.filter(among("page_id", sorted(said))).values_list(
            "page_id", "identifiant"
        ):
            named[key].append(text)
        for column in self.columns:
            if isinstance(column, TermColumn | TermsColumn):
                look.read_labels(column.facet, column.keys_in(said.values()))
        found = []
        for key in wanted:
            values = {
                **said[key],
                "numero": key,
                "place": parents.get(key),
                # Of several sources nobody could tell which one is meant.
                "identifiant": named[key][0] if len(named.get(key, ())) == 1 else "",
            }
            found.append([column.show(values, look) for column in self.columns])
        return found


class RessourceKind(PageKind):
    """Sheets of ressources."""

    key = SorteDeFeuille.RESSOURCES.value
    label = SorteDeFeuille.RESSOURCES.label
    noun = "une ressource"
    columns: ClassVar[tuple[Column, ...]] = OF_RESSOURCES
    model = Ressource


class ExempleKind(PageKind):
    """Sheets of exemples inspirants."""

    key = SorteDeFeuille.EXEMPLES.value
    label = SorteDeFeuille.EXEMPLES.label
    noun = "un exemple"
    feminine = False
    columns: ClassVar[tuple[Column, ...]] = OF_EXEMPLES
    model = ExempleInspirant


def organisation_named(key: int | None) -> str:
    """What an organisation is called; "" for none, or one that is gone."""
    return Partenaire.objects.filter(pk=key).values_list("nom", flat=True).first() or "" if key else ""
