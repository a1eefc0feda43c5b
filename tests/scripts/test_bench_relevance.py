"""`make bench-relevance`: what it measures, on three pages and without a network."""

from scripts.bench.relevance.fiches import LISTS, Fiche, questions
from scripts.bench.relevance.measures import Found, measured
from scripts.bench.relevance.ours import ours
from scripts.bench.relevance.rivals import sqlite_fts5, stock_tantivy

PAGES = (
    Fiche(1, "Adopter un enfant", "", "Les démarches."),
    Fiche(2, "Adopter un chat", "", "Un refuge."),
    Fiche(3, "Adopter un chat", "", "Le même titre."),
)
TITLES = {page.number: page.titre for page in PAGES}


def test_page_of_the_same_title_is_as_right():
    found = measured(lambda text: [3, 1], [("chat", 2), ("enfant", 1)], TITLES)

    assert (found.ranks, found.zero, found.success(1), found.mrr) == ((1, 2), 0, 0.5, 0.75)


def test_query_that_finds_nothing_is_counted_apart():
    assert measured(lambda text: [], [("x", 1)], TITLES) == Found((0,), 1)


def test_lists_name_each_fiche_once_with_keywords_and_a_question():
    asked = [one for name in LISTS for one in questions(name)]

    assert len({one.fiche for one in asked}) == len(asked)
    assert all(one.keywords and one.question for one in asked)


def test_stock_engines_find_any_word():
    for rival in (stock_tantivy, sqlite_fts5):
        with rival(PAGES) as ask:
            assert next(iter(ask("comment adopter un enfant ?"))) == 1


def test_our_search_is_asked_without_an_encoder_and_with_one():
    pages = (Fiche(1, "Adopter un animal", "", ""), Fiche(2, "Guide", "La nuit, adopter un animal est un plaisir.", ""))
    found = {}
    for vectors in ("", "tests.search.test_vectors.AtNight"):
        with ours(pages, "embedded", vectors) as ask:
            found[vectors] = list(ask("comment adopter un animal"))

    assert list(found.values()) == [[1, 2], [2, 1]]
