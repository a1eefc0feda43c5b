"""What a cell’s text means: days, years, addresses, lists."""

from datetime import date

import pytest

from sheets.meaning.cells import Cell, CellError, addresses_in, as_day, as_year, completed, entries_of
from sheets.reading.grids import clean_text
from sheets.reading.texts import read_text, separator_of

DAYS = {
    "31/12/2027": date(2027, 12, 31), "1.2.27": date(2027, 2, 1), "2027-02-01": date(2027, 2, 1),
    "2027-02-01 00:00": date(2027, 2, 1), "1er mars 2027": date(2027, 3, 1), "15 déc. 2027": date(2027, 12, 15),
    "3 août 2027": date(2027, 8, 3), "12 juillet 2027": date(2027, 7, 12), "5 juin 2027": date(2027, 6, 5),
}  # fmt: skip


@pytest.mark.parametrize(("said", "day"), DAYS.items())
def test_days_are_read_as_french_people_write_them(said, day):
    assert as_day(said) == day


@pytest.mark.parametrize("said", ["fin 2027", "2027", "31/02/2027", "12/2027", "demain", "99/99/9999", "5 machin 2027"])
def test_what_is_no_day_is_refused_in_a_sentence(said):
    with pytest.raises(CellError, match=said):
        as_day(said)


def test_a_year_stands_alone_or_in_a_date():
    assert [as_year(one) for one in ("2024", " 2024 ", "01/06/2024", "2024-06-01")] == [2024] * 4
    with pytest.raises(CellError, match="n’est pas une année"):
        as_year("2024-2025")


ADDRESSES = [
    (Cell("https://a.example/x"), [("https://a.example/x", "")]),
    (Cell("https://a.example/Lien_(web)"), [("https://a.example/Lien_(web)", "")]),
    (Cell("https://a.example/x."), [("https://a.example/x.", "")]),
    (Cell("Le guide", "https://a.example/x"), [("https://a.example/x", "Le guide")]),
    (Cell("https://a.example/x", "https://a.example/x"), [("https://a.example/x", "")]),
    (Cell("Le guide (https://a.example/x)."), [("https://a.example/x", "Le guide")]),
    (Cell("A : https://a.example/a ; B : www.b.example/b"), [("https://a.example/a", "A"), ("www.b.example/b", "B")]),
    (Cell("https://a.example/a\nhttps://a.example/a"), [("https://a.example/a", "")]),
    (Cell("comite21.org/guide.pdf"), [("comite21.org/guide.pdf", "")]),
    (Cell("écrire à nom@comite21.org"), []),
    (Cell("Courriel", "mailto:nom@comite21.org"), []),
    (Cell("Plus bas", "#Feuille2!A1"), []),
    (Cell("à venir"), []),
]


@pytest.mark.parametrize(("cell", "found"), ADDRESSES)
def test_addresses_are_found_in_and_behind_a_cell(cell, found):
    assert addresses_in(cell) == found


def test_an_address_without_a_scheme_is_completed():
    assert [completed(one) for one in ("www.a.example", "http://a.example", "ftp://a.example")] == [
        "https://www.a.example", "http://a.example", "ftp://a.example",
    ]  # fmt: skip


def test_entries_stand_on_lines_or_between_semicolons():
    assert entries_of(" a ; b;;c\nd | e, f ") == ["a", "b", "c", "d", "e, f"]


def test_the_separator_is_the_one_that_makes_a_table():
    assert separator_of("a;b;c\n1,5;2;3\n1,6;2;3") == ";"
    assert separator_of('titre,"a;b"\nun,"c;d;e"\ndeux,x') == ","
    assert separator_of("a\tb\n1;2\t3\n4\t5") == "\t"


def test_text_is_cleaned_of_what_nobody_sees():
    assert clean_text("\ufeff e\u0301te\u0301\u200b\r\nsuite\x00 ") == "été\nsuite"


def test_a_csv_of_our_own_gives_back_what_looked_like_a_formula():
    [grid] = read_text(b"Titre;N\r\n'=1+1;'apostrophe\r\n", "a.csv").grids
    assert grid.lines == [(1, ["Titre", "N"]), (2, ["=1+1", "'apostrophe"])]
