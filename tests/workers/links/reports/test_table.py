"""What others typed stays text: on one line of a mail, in a cell of a spreadsheet, in an address."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest

from liens.enums import EtatLien
from workers.links.reports.contents.clean import ouvrable, une_ligne
from workers.links.reports.contents.delta import compare
from workers.links.reports.contents.situation import CitingPage, LienVu, PageARelire, Situation
from workers.links.reports.contents.table import ENTETES, MARQUE, en_tableau, neutre

AU = datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "cellule",
    ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "＝1", "\u200b=1", "\ufeff=1", "\x00=1"],
)
def test_nothing_that_was_typed_becomes_a_formula(cellule):
    assert neutre(cellule).startswith("'")


@pytest.mark.parametrize("cellule", ["Guide", "https://a.example/?a=1", "1 page", "", "5 - 3"])
def test_ordinary_text_is_left_alone(cellule):
    assert neutre(cellule) == cellule


def test_the_table_opens_in_a_french_spreadsheet():
    lien = LienVu(
        1,
        'https://a.example/é;"x"',
        "a.example",
        EtatLien.CASSE,
        "gone",
        depuis=AU,
        citations=(CitingPage("=1+1", "https://s.example/admin/1"), CitingPage("Deux\r\nlignes", "")),
    )
    page = PageARelire(1, "@page", "Relecture attendue.", "https://s.example/admin/2", "")
    tableau = en_tableau(compare(Situation("", AU, casses=(lien,), pages=(page,)), None))
    assert tableau.encode().startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(tableau.removeprefix(MARQUE)), delimiter=";")) == [
        list(ENTETES),
        [
            "Nouveau lien cassé",
            "Page introuvable",
            'https://a.example/é;"x"',
            "a.example",
            "02/03/2026",
            "",
            "'=1+1 | Deux lignes",
            "https://s.example/admin/1",
            "",
        ],
        ["Page à relire", "", "", "", "", "", "'@page", "https://s.example/admin/2", "Relecture attendue."],
    ]


@pytest.mark.parametrize(
    ("texte", "ligne"),
    [
        ("Guide\r\nBcc: tous@exemple.fr", "Guide Bcc: tous@exemple.fr"),
        ("a\u2028b\u2029c\x0bd\x85e", "a b c d e"),
        ("facture\u202egpj.exe", "facturegpj.exe"),
        ("x" * 301, "x" * 299 + "…"),
    ],
)
def test_a_line_stays_one_line(texte, ligne):
    assert une_ligne(texte) == ligne


@pytest.mark.parametrize(
    ("url", "vrai"),
    [
        ("https://a.example/é?x=1#y", True),
        ("HTTP://a.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ('https://a.example/" onclick="x', False),
        ("https://a.example/\nx", False),
        ("//a.example/", False),
        ("", False),
    ],
)
def test_only_pages_of_the_web_are_made_links(url, vrai):
    assert ouvrable(url) is vrai
