import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answers.extracts import Marker
from search.planning.parsing import parse
from tests.search.every_word import highlight, highlight_whole

LONG = (
    "Un long début sans rapport. " * 12 + "Les mobilités douces, l’eau & les tiers-lieux. " + "Et une longue fin. " * 12
)


@pytest.mark.parametrize(
    "asked", ["mobilite", '"mobilités douces"', "tiers lieu", "eau", "rien ici", "<b>", "ODD 13", "10 000"]
)
@pytest.mark.parametrize(
    "text", ["Mobilités douces & tiers-lieux <b>", LONG, "Eau", "", "…", "  ODD 13 200 " * 40, "À 10 000 lieux"]
)
def test_marker_marks_what_reading_every_word_would(asked, text):
    plan = parse(asked)
    marker = Marker(plan)

    assert marker.whole(text) == highlight_whole(text, plan)
    assert marker.window(text)[0] == highlight(text, plan)


WORDS = st.sampled_from(
    ["éco-quartier", "écoquartier", "tiers", "lieu", "ODD", "13", "10 000", "l’eau", "a", "…", "\n"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, min_size=1, max_size=3).map(" ".join))
def test_marker_agrees_with_every_word_on_any_text(text, asked):
    plan = parse(asked)
    marker = Marker(plan)

    assert marker.whole(text) == highlight_whole(text, plan)
    assert marker.window(text, max_chars=60)[0] == highlight(text, plan, max_chars=60)


def test_text_without_words_is_shown_as_it_is():
    assert Marker(parse("eau")).window("…") == ("…", False)
