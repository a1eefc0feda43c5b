"""A file that somebody gives becomes an import, whose columns are proposed; nothing is tried yet."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Page

from sheets.enums import DONE, AttenteDeLigne, EtatImport
from sheets.kinds.known import kind_of
from sheets.meaning.headings import headings_of, propose_columns, table_of
from sheets.meaning.looking import Looking
from sheets.models import ImportDeFeuille, LigneDeFeuille
from sheets.reading.files import read_beside
from sheets.reading.grids import Grid
from sheets.running.choices import decide_columns, decided_columns, decided_terms
from sheets.running.judging import save_lines

TITLE_AT_MOST = 255


def deposit(
    *,
    octets: bytes,
    name: str,
    sort: str,
    organisation: int | None,
    source: str,
    place: Page | None,
    by: Any,
    sheet: str = "",
) -> ImportDeFeuille:
    """Read the file and keep its lines. `sheet`: which one of a workbook, by its name. Raises UnreadableSheetError."""
    kind = kind_of(sort)
    workbook = read_beside(octets, name)
    table = table_of(workbook, kind.columns, sheet)
    look = Looking(decided_terms(organisation))
    headings = headings_of(table)
    columns = propose_columns(headings, kind.columns, decided_columns(organisation, sort), look)
    with transaction.atomic():
        imp = ImportDeFeuille.objects.create(
            sorte=sort,
            fichier=name[:255],
            feuille=table.grid.name[:255],
            organisation=organisation,
            source=source,
            place=place,
            entetes=[one.text for one in headings],
            colonnes=columns,
            notes=table.notes,
            par=by,
        )
        LigneDeFeuille.objects.bulk_create(
            (
                LigneDeFeuille(imp=imp, numero=number, cellules=_cells(table.grid, number, cells))
                for number, cells in table.lines
            ),
            batch_size=500,
        )
    return imp


def _cells(grid: Grid, number: int, cells: Sequence[str]) -> list[Any]:
    """Texts; [text, address] for a link; None for a formula without a result."""
    links = grid.links.get(number, {})
    unknown = grid.unknown.get(number, ())
    width = max([len(cells), *(rank + 1 for rank in unknown)])
    found: list[Any] = []
    for rank in range(width):
        text = cells[rank] if rank < len(cells) else ""
        if rank in unknown and not text:
            found.append(None)
        else:
            found.append([text, links[rank]] if rank in links else text)
    return found


@transaction.atomic
def choose_columns(imp: ImportDeFeuille, *, columns: list[str], kept: bool = True, **options: Any) -> None:
    """Say what each column is, and have the sheet tried. `options`: other fields of the import."""
    imp.colonnes = columns
    for name, value in options.items():
        setattr(imp, name, value)
    imp.save()
    if kept:
        chosen = {text: key for text, key in zip(imp.entetes, columns, strict=True) if text}
        decide_columns(organisation=imp.organisation, sort=imp.sorte, chosen=chosen)
    _name_lines(imp)
    begin_trial(imp)


def _name_lines(imp: ImportDeFeuille) -> None:
    """Give each line what it is called in lists: its title, or its first words."""
    titles = [rank for rank, key in enumerate(imp.colonnes) if key in ("titre", "nom", "libelle")]
    lines = list(imp.lignes.all())
    for line in lines:
        texts = [one if isinstance(one, str) else (one or [""])[0] for one in line.cellules]
        named = [texts[rank] for rank in titles[:1] if rank < len(texts)]
        line.titre = " ".join(next((one for one in (*named, *texts) if one), "").split())[:TITLE_AT_MOST]
    save_lines(lines, ["titre"])


def begin_trial(imp: ImportDeFeuille) -> None:
    """Have every line tried again that is not written."""
    imp.lignes.exclude(issue__in=DONE).update(attente=AttenteDeLigne.JUGER, verdict="", issue="")
    imp.etat = EtatImport.ESSAI
    imp.save(update_fields=["etat"])
