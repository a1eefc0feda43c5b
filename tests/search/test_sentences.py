"""Extracts of bodies are sentences."""

from search.answers.extracts import Marker
from search.answers.sentences import best_sentences
from search.planning.parsing import parse

BODY = "\n".join(
    (
        "Chaque mois ·",
        "Employeurs volontaires ·",
        "Le vélo gagne du terrain. Les employeurs volontaires le disent. Ils le mesurent chaque mois avec soin.",
        "Contact : la mairie ·",
    )
)


def best(text, body=BODY, **options):
    return best_sentences(Marker(parse(text)), body, **options)


def test_extract_begins_with_the_sentence_that_holds_the_most():
    assert best("employeurs volontaires") == (
        "Les <mark>employeurs</mark> <mark>volontaires</mark> le disent. Ils le mesurent chaque mois avec soin.",
        True,
    )


def test_lines_that_end_no_sentence_are_never_shown():
    assert best("mairie") == (
        "Le vélo gagne du terrain. Les employeurs volontaires le disent. Ils le mesurent chaque mois avec soin.",
        False,
    )


def test_body_without_a_sentence_gives_nothing():
    assert best("mairie", "Contact : la mairie ·\nOui.") == ("", False)


def test_sentence_that_is_too_long_is_cut_between_words():
    long = "Un mot après l’autre. Une phrase qui ne finit pas de dire tout le soin qu’on y met."
    text, found = best("soin", long, max_chars=40)

    assert (text, found) == ("… tout le <mark>soin</mark> qu’on y met …", True)
