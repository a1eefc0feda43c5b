"""How far words are from each other, and which ones are near: no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.spelling.distance import distance, son, tolerance
from search.spelling.vocabulary import Vocabulaire, one_of_each_family

WORDS = st.text("abcdehnosxé".replace("é", "t"), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("typed", "word", "price"),
    [
        ("mobilite", "mobilite", 0),
        ("moblite", "mobilite", 1),  # a letter forgotten
        ("mobilitte", "mobilite", 0.5),  # a doubled letter
        ("mobiltie", "mobilite", 0.7),  # two letters in the wrong order
        ("mobilites", "mobilite", 0.5),  # a plural
        ("mobylite", "mobilite", 0.7),  # two letters that sound alike
        ("mobilate", "mobilite", 1),  # any other letter
        ("nobilite", "mobilite", 1.0),  # the first letter: one that sounds alike
        ("aitation", "habitation", 1.8),
    ],
)
def test_price_of_a_mistake(typed, word, price):
    assert distance(typed, word, 9) == pytest.approx(price)


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways_and_nothing_for_one_word_only(one, other):
    assert distance(one, other, 99) == pytest.approx(distance(other, one, 99))
    assert (distance(one, other, 99) == 0) == (one == other)


@given(WORDS, WORDS, st.floats(0, 3))
def test_distance_that_stops_early_is_still_right_about_the_limit(one, other, most):
    whole = distance(one, other, 99)

    assert (distance(one, other, most) <= most) == (whole <= most)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("filantropie", "philanthropie"),
        ("kartier", "quartier"),
        ("anvironement", "environnement"),
        ("biciclete", "bicyclettes"),
        ("oto", "autos"),
    ],
)
def test_words_that_sound_alike_share_a_key(typed, word):
    assert son(typed) == son(word)


def near(vocabulaire, exact):
    return [one.ecriture for one in vocabulaire.proches(exact)]


def test_nearest_words_come_first_then_the_most_frequent():
    known = Vocabulaire([("marche", 2), ("marché", 9), ("mobilité", 3), ("mobile", 4), ("habilité", 5), ("dans", 99)])

    assert near(known, "moblite") == ["mobilité", "mobile"]
    assert near(known, "marhe")[:2] == ["marché", "marche"]
    assert near(known, "dan") == []
    assert (len(known), "mobilite" in known, "mobilité" in known) == (4, True, False)


def test_one_word_of_each_family_is_kept():
    known = Vocabulaire([("mobilités", 9), ("mobilité", 3)])

    assert [one.ecriture for one in one_of_each_family(known.proches("moblite"))] == ["mobilité"]


def test_two_words_written_as_one_are_cut_where_both_are_known():
    known = Vocabulaire([("développement", 3), ("durable", 3), ("dur", 1), ("able", 1)])

    assert near(known, "developpementdurable") == ["développement durable"]
    assert near(known, "developpementsage") == []


def test_short_words_are_taken_for_another_only_when_very_near():
    assert (tolerance(3), tolerance(4), tolerance(5), tolerance(7), tolerance(12)) == (1.0, 1.0, 1.3, 1.7, 2.2)
    assert near(Vocabulaire([("vélo", 1), ("eau", 1), ("ville", 1)]), "vlo") == ["vélo"]


def test_near_words_are_found_among_sixty_thousand():
    letters = "abcdefghilmnoprstuv"
    words = {
        "".join(letters[(seed * step + seed // step) % len(letters)] for step in range(3, 3 + 5 + seed % 8))
        for seed in range(60_000)
    }
    known = Vocabulaire((word, 1) for word in (*sorted(words), "biodiversité", "environnement", "mobilité"))

    found = {typed: near(known, typed)[:1] for typed in ("biodiverstie", "moblite", "envirronement")}

    assert found == {
        "biodiverstie": ["biodiversité"],
        "moblite": ["mobilité"],
        "envirronement": ["environnement"],
    }
