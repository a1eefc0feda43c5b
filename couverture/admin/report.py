"""« Couverture »: what is there and what is missing, in three tables. A number is a search, a gap a way to fill it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from couverture.drafts import drafted
from couverture.enums import Portee, SorteDeManque, SorteDePages, TableauDeCouverture
from couverture.lacking import Lack
from couverture.marks import Marks, Overlay, laid_over
from couverture.matrix import SHADE_WORDS, Matrix, MatrixCell, MatrixRow, Options, matrix
from couverture.rungs import ROWS_AT_MOST, choices
from couverture.terms import named
from search.admin.rights import PourLaRedaction
from search.contract.characters import writable
from sheets.takeout.formats import FORMATS, answer, written
from sheets.takeout.tables import file_name

C = TypeVar("C", bound=TextChoices)
#: What is shown unless the form has been sent without it.
MARKS, DRAFTS, SENT = "reperes", "brouillons", "tableau"


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell as the report shows it. `case`: the page about it."""

    cell: MatrixCell
    case: str
    drafts: int
    marks: Marks | None


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row as the report shows it; `opened`: where its parts are the rows."""

    row: MatrixRow
    opened: str
    all: tuple[SeenCell, ...]


@dataclass(frozen=True, slots=True)
class SeenLack:
    """What fits in no cell, with what was understood of it, and a page that would answer it."""

    lack: Lack
    understood: str
    create: str
    case: str


class RapportDeCouverture(PourLaRedaction, WagtailAdminTemplateMixin, TemplateView):
    """The report."""

    template_name = "couverture/rapport.html"
    header_icon = "table"
    page_title = "Couverture"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = request.GET.get("export", "")
        if form in FORMATS:
            name = file_name(f"couverture {self.asked.tableau.value} {self.asked.dans}")
            return answer(form, name, exported(form, self.table, self.overlay, self.drafts))
        return self.render_to_response(self.get_context_data())

    @cached_property
    def asked(self) -> Options:
        """What is asked for; what is no choice is the first one."""
        sent = self.request.GET
        return Options(
            tableau=_choice(sent, "tableau", TableauDeCouverture.ACTEURS),
            portee=_choice(sent, "portee", Portee.PROPRE),
            sorte=_choice(sent, "sorte", SorteDePages.TOUTES),
            dans=writable(sent.get("dans", ""))[:80],
        )

    @cached_property
    def table(self) -> Matrix:
        return matrix(self.asked)

    @cached_property
    def overlay(self) -> Overlay:
        """What was lacked; nothing where it is not wanted."""
        return laid_over(self.table) if self.shows(MARKS) else Overlay({}, [])

    @cached_property
    def drafts(self) -> dict[tuple[Any, ...], int]:
        """By the terms of a cell, how many drafts were never published; {} where they are not wanted."""
        if not self.shows(DRAFTS) or self.asked.tableau is TableauDeCouverture.NATURES:
            return {}
        rows = matrix(self.asked, drafted).rows
        return {(cell.terms, cell.row): cell.nombre for row in rows for cell in row.all if cell.nombre}

    def shows(self, name: str) -> bool:
        """Whether a box is ticked; what was lacked is shown until somebody unticks it."""
        if name in self.request.GET:
            return self.request.GET[name] == "oui"
        return name == MARKS and SENT not in self.request.GET

    def address(self, **changes: str) -> str:
        """This table with other choices."""
        options = self.asked
        said = {
            "tableau": options.tableau.value,
            "dans": self.table.options.dans,
            "portee": options.portee.value if options.portee is not Portee.PROPRE else "",
            "sorte": options.sorte.value if options.sorte is not SorteDePages.TOUTES else "",
            **{name: "oui" for name in (MARKS, DRAFTS) if self.shows(name)},
            **changes,
        }
        return "?" + urlencode([(name, one) for name, one in said.items() if one])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table, options = self.table, self.asked
        groups = [(name, [self._seen(row) for row in rows]) for name, rows in table.row_groups]
        places = table.where.way if table.where else []
        context = {
            "table": table,
            "options": options,
            "groupes": groups,
            "tableaux": [
                (one.label, self.address(tableau=one.value, dans=""), one is options.tableau)
                for one in TableauDeCouverture
            ],
            "portees": Portee.choices if table.where else [],
            "sortes": SorteDePages.choices,
            "territoires": choices() if table.where else [],
            "chosen_apart": bool(table.where and table.where.is_narrow),
            "chemin": [(name, self.address(dans=slug)) for name, slug in places],
            "reperes": self.shows(MARKS),
            "brouillons": self.shows(DRAFTS),
            "brouillons_possibles": options.tableau is not TableauDeCouverture.NATURES,
            "legende": list(enumerate(SHADE_WORDS)),
            "ailleurs": [_seen_lack(one) for one in self.overlay.elsewhere],
            "exports": [(self.address(export=form), said) for form, said in FORMATS.items()],
            "lignes_au_plus": ROWS_AT_MOST,
            "demandes": reverse("couverture_demandes"),
        }
        return super().get_context_data(**context, **kwargs)

    def _seen(self, row: MatrixRow) -> SeenRow:
        opened = row.heading.dans
        return SeenRow(
            row,
            self.address(dans=opened) if opened and opened != self.table.options.dans else "",
            tuple(self._seen_cell(cell) for cell in row.all),
        )

    def _seen_cell(self, cell: MatrixCell) -> SeenCell:
        marks = self.overlay.marks.get((cell.terms[0], cell.terms[1])) if len(cell.terms) == 2 else None
        case = f"{reverse('couverture_case')}?{urlencode(cell.terms)}"
        return SeenCell(cell, case, self.drafts.get((cell.terms, cell.row), 0), marks)


def _choice(asked: QueryDict, name: str, default: C) -> C:
    found: list[C] = [one for one in type(default) if one.value == asked.get(name)]
    return found[0] if found else default


def _seen_lack(lack: Lack) -> SeenLack:
    terms = named({name: slugs[0] for name, slugs in lack.terms}).of_a_page
    query = f"?{terms.query}" if terms else ""
    shown = terms.words if lack.sorte is SorteDeManque.RECHERCHE else ""
    return SeenLack(
        lack,
        shown,
        f"{reverse('nouvelle_page_ou', args=['ressource'])}{query}",
        f"{reverse('couverture_case')}{query}" if terms else "",
    )


def exported(form: str, table: Matrix, overlay: Overlay, drafts: dict[tuple[Any, ...], int]) -> bytes:
    """The table as a file: the numbers; on a second sheet what is counted, and what was lacked."""
    heads = ["", "Toutes", *(f"{one.groupe} – {one.nom}" if one.groupe else one.nom for one in table.columns)]
    return written(form, str(table.options.tableau.label), heads, _lines(table, drafts), _notes(table, overlay))


def _lines(table: Matrix, drafts: dict[tuple[Any, ...], int]) -> Iterator[list[str]]:
    for row in table.rows:
        name = f"{row.heading.nom} ({row.heading.detail})" if row.heading.detail else row.heading.nom
        yield [name, *(_number(cell, drafts) for cell in row.all)]


def _number(cell: MatrixCell, drafts: dict[tuple[Any, ...], int]) -> str:
    begun = drafts.get((cell.terms, cell.row), 0)
    return f"{cell.nombre} (+ {begun} en brouillon)" if begun else str(cell.nombre)


def _notes(table: Matrix, overlay: Overlay) -> Sequence[Sequence[str]]:
    options = table.options
    lacked = [
        [str(one.sorte.label), one.texte, str(one.fois), where]
        for (row, column), marks in overlay.marks.items()
        for one in marks.lacks
        for where in [named(dict((row, column))).words]
    ]
    others = [[str(one.sorte.label), one.texte, str(one.fois), ""] for one in overlay.elsewhere]
    counted = [["Territoires comptés", str(options.portee.label), "", ""]] if table.where else []
    return [
        ("Ce qui est compté", "", "Fois", "Case"),
        ["Pages en ligne que la recherche trouve", str(options.sorte.label), "", ""],
        *counted,
        *lacked,
        *others,
    ]
