"""What a spreadsheet is given runs nothing."""

import pytest

from ground.spreadsheets import sans_formule


@pytest.mark.parametrize("begin", list("=+-@＝＋－＠\t\r\n"))
def test_text_that_begins_like_a_formula_is_marked_as_text(begin):
    assert sans_formule(f"{begin}1+1") == f"'{begin}1+1"


@pytest.mark.parametrize("cell", ["", "Titre", "a=1", "’", 12, None])
def test_anything_else_is_left_as_it_is(cell):
    assert sans_formule(cell) is cell
