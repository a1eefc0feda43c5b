"""A text read piece by piece gives what reading it at once does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.french import Terms, terms, words
from search.french import pieces as module
from search.french.analyser import accent_form, words_of_piece
from search.french.pieces import PIECES, cut
from tests.drawn import examples

# What rules look at: digits, raised digits, signs of numbers, capitals, spaces of all kinds, marks, what disappears.
FRAGMENTS = st.sampled_from(
    [
        *"0123459²³½Ⅻ°º№nNCODDabeéàçœ'’.,-·()/&_%@+",
        *" \t\n\r\u00a0\u202f\u2009\u2028\u3000\u1680\x1c\x85",
        *"\u0301\u0327\u200b\u00ad\ufeff漢かẞŒﬁ",
        *("13", "200", "000", "n°", "N° ", "ODD", "ODD13", "C.A.P.", "R&D", "qu'", "l’eau", "acteur·rice·s", "1 000"),
        *("Éco-quartiers", "habitant(e)s", "10,5", "aujourd'hui", "collectivités"),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=24).map("".join)


@examples(short=200, long=20_000)
@given(TEXTS)
@example("ODD 13 200 actions")
@example("C 10 000")
@example("C  10 000")
@example("n° \u00b2")
@example("Nº\u00a013 000\n200")
@example("10 \u200b000")
@example("5½ 000")
@example("O 9Ⅻ000 &")
@example("C 10_000")
def test_words_are_those_of_the_whole_text(text):
    assert words(text) == words_of_piece(text)


@given(st.text())
def test_words_of_any_text_are_those_of_the_whole(text):
    assert words(text) == words_of_piece(text)


@given(TEXTS)
def test_terms_are_the_words_in_a_row(text):
    found = words_of_piece(text)
    stems, exacts = ([word[form] for word in found] for form in range(2))
    accents = [accent_form(word.accented) for word in found]
    assert terms(text) == Terms(" ".join(stems), " ".join(exacts), " ".join(accents))


@given(TEXTS)
def test_one_character_stands_between_two_pieces(text):
    parts = cut(text)
    assert sum(map(len, parts)) + len(parts) - 1 == len(text)
    at = 0
    for part in parts:
        assert text[at : at + len(part)] == part
        at += len(part) + 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Un deux  trois", ["Un", "deux", "", "trois"]),
        ("ODD 13 200 actions", ["ODD 13 200", "actions"]),
        ("en 2026, avec 10 000 arbres", ["en", "2026,", "avec 10 000", "arbres"]),
        ("n° 13", ["n° 13"]),
        ("", [""]),
    ],
)
def test_numbers_side_by_side_stay_together(text, parts):
    assert cut(text) == parts


def test_memory_of_pieces_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "KEPT_AT_MOST", 3)
    PIECES.clear()
    texts = ["un", "deux", "trois", "quatre", "x" * 100]

    assert [words(text)[0].exact for text in texts] == texts
    assert sorted(PIECES) == ["quatre"]
