"""Whatever a cell holds comes out of the file as it went in, for those who read XLSX and ODS."""

import io
import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from sheets.takeout.formats import ODS, XLSX, written

HEADINGS = ["Titre & chapô", "Code", "Vide"]
ROWS = [
    ["_x0041_ <b>« & »</b>", "01001", ""],
    ["", "=1+1", "deux\nlignes"],
    ["'apostrophe", "2024-01-01", "🌱 ]]> _x12_ __x00e9_"],
]
NOTES = [("Colonne", "Ce qu’on y écrit"), ("Code", "<cinq> chiffres")]


def rows_of(octets, sheet=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize("form", [XLSX, ODS])
def test_every_cell_is_the_text_that_was_given(form):
    octets = written(form, "Ressources", HEADINGS, ROWS, NOTES)

    assert rows_of(octets) == [HEADINGS, *ROWS]
    assert rows_of(octets, 1) == [list(one) for one in NOTES]


def test_openpyxl_reads_the_same_by_both_its_ways():
    # Excel and calamine take `_x005F_` for `_`, as the format says; openpyxl does not.
    rows = [[cell.replace("_", "-") for cell in row] for row in ROWS]
    octets = written(XLSX, "Ressources", HEADINGS, rows)
    for in_streams in (False, True):
        sheet = openpyxl.load_workbook(io.BytesIO(octets), read_only=in_streams).active
        found = [[cell.value or "" for cell in row] for row in sheet.iter_rows(max_col=len(HEADINGS))]
        assert found == [HEADINGS, *rows]
    assert {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"@"}


@pytest.mark.parametrize("form", [XLSX, ODS])
def test_no_rows_and_what_no_file_can_hold(form):
    assert rows_of(written(form, "a[b]:c", ["Un"], [])) == [["Un"]]
    assert rows_of(written(form, "Feuille", ["Un"], [["a\x00b\x1f\uffffc"]])) == [["Un"], ["abc"]]


def test_parts_of_the_workbook_are_each_there_once():
    names = zipfile.ZipFile(io.BytesIO(written(XLSX, "Ressources", HEADINGS, ROWS, NOTES))).namelist()

    assert len(names) == len(set(names))
    assert {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"} <= set(names)
