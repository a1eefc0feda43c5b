import pytest

from search.answers.extracts import Marker
from search.planning.parsing import parse
from tests.search.every_word import highlight, highlight_whole


@pytest.mark.parametrize(
    ("query", "title", "marked"),
    [
        ("energie", "L’énergie & vous", "L’<mark>énergie</mark> &amp; vous"),
        ("ODD 13", "Agir pour l’O.D.D. n° 13", "Agir pour l’<mark>O.D.D. n° 13</mark>"),
        ("acteur", "Les acteur·rice·s <b>", "Les <mark>acteur</mark>·rice·s &lt;b&gt;"),
        ("écoquartier", "Des éco-quartiers", "Des <mark>éco-quartiers</mark>"),
        ("ess", "L’économie sociale et solidaire", "L’<mark>économie sociale et solidaire</mark>"),
        ("1000", "1\u202f000 lieux", "<mark>1\u202f000</mark> lieux"),
        ("peche", "La pe\u0302che", "La <mark>pe\u0302che</mark>"),
        ("rien", "Un <script>", "Un &lt;script&gt;"),
    ],
)
def test_title_is_marked_where_the_query_found_something(query, title, marked):
    plan = parse(query)
    assert (Marker(plan).whole(title), highlight_whole(title, plan)) == (marked, marked)


def test_highlight_keeps_the_window_with_most_matches_and_whole_words():
    text = "mot " * 100 + "le plan vélo de la ville " + "mot " * 100

    extract = highlight(text, parse("plan vélo"), max_chars=60)

    assert extract == "… mot mot mot le <mark>plan</mark> <mark>vélo</mark> de la ville mot mot mot mot mot mot …"


def test_highlight_without_a_match_gives_the_beginning():
    assert highlight("Un deux trois quatre", parse("absent"), max_chars=9) == "Un deux …"
