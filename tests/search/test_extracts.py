import pytest

from search.extracts import packed, unpacked, wanted_of, whole, window
from search.french import words
from search.highlight import highlight, highlight_title
from search.query_text import parse

LONG = (
    "Un long début sans rapport. " * 12 + "Les mobilités douces, l’eau & les tiers-lieux. " + "Et une longue fin. " * 12
)


@pytest.mark.parametrize("asked", ["mobilite", '"mobilités douces"', "tiers lieu", "eau", "rien ici", "<b>"])
@pytest.mark.parametrize("text", ["Mobilités douces & tiers-lieux <b>", LONG, "Eau"])
def test_stored_words_mark_what_a_fresh_analysis_would(asked, text):
    plan = parse(asked)
    marked = unpacked(text, packed(words(text)))
    wanted = wanted_of(plan)

    assert whole(marked, wanted) == highlight_title(text, plan)
    assert window(marked, wanted)[0] == highlight(text, plan)


def test_text_without_words_is_shown_as_it_is():
    assert window(unpacked("…", packed([])), wanted_of(parse("eau"))) == ("…", False)
