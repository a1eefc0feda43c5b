"""A form of a C.A.P. that nothing writes is named at the start."""

from pathlib import Path

import pytest

from cap.checks import check_forms
from cap.takeaway import formats

GUIDE = Path(__file__).resolve().parents[2] / "docs/cap.md"


def test_every_form_is_in_the_guide():
    guide = GUIDE.read_text("utf-8")
    assert [form for form in formats.FORMES if f"\n| `{form}` |" not in guide] == []


def test_every_form_has_its_writer():
    assert check_forms() == []


@pytest.mark.parametrize("writer", ["table.txt_de", "brut.txt_de"])
def test_form_that_nothing_writes_is_named(monkeypatch, writer):
    monkeypatch.setitem(formats.FORMES, "txt", formats.TakeawayForm(writer, "text/plain", "texte brut (TXT)"))
    assert [(error.id, error.msg) for error in check_forms()] == [
        ("cap.E001", "Nothing writes a C.A.P. in the form « txt ».")
    ]
