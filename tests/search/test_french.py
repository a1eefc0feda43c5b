import pytest

from search.french import analysis_hash, words
from search.french.analyser import stem
from search.french.folding import fold
from search.french.lexicon import OVERRIDES, PROTECTED
from search.lexique.synonyms import shipped_groups


def test_words_have_their_stems_positions_and_places_in_the_text():
    found = words("L’O.D.D. n°13 : 1 000 éco‑gestes")
    assert [(word.stem, word.position, word.start, word.end) for word in found] == [
        ("odd", 0, 2, 7),
        ("13", 1, 11, 13),
        ("1000", 2, 16, 21),
        ("eco", 3, 22, 25),
        ("gest", 4, 26, 32),
    ]


def test_exact_and_accents_fields_keep_the_word_whole():
    found = words("Les Péchés d’œuvre")
    assert [word.exact for word in found] == ["les", "peches", "oeuvre"]
    assert [word.accented for word in found] == ["les", "péchés", "oeuvre"]


@pytest.mark.parametrize("decomposed", ["e\u0301cole", "franc\u0327ais", "mai\u0308s"])
def test_decomposed_letters_equal_composed_ones(decomposed):
    import unicodedata

    composed = unicodedata.normalize("NFC", decomposed)

    assert [word[:3] for word in words(decomposed)] == [word[:3] for word in words(composed)]


@pytest.mark.parametrize("word", sorted(PROTECTED))
def test_stem_leaves_a_protected_word_alone(word):
    assert stem(word) == fold(word)


@pytest.mark.parametrize(("word", "given"), sorted(OVERRIDES.items()))
def test_stem_of_an_override_is_the_one_declared(word, given):
    assert stem(word) == fold(given)


def test_analysis_hash_is_the_same_from_one_call_to_the_next():
    assert analysis_hash.__wrapped__() == analysis_hash()


def test_shipped_groups_are_many_and_analysable():
    assert len(shipped_groups()) >= 40
    assert all(words(phrase) for group in shipped_groups() for phrase in (*group.phrases, *group.targets))


@pytest.mark.parametrize(
    ("one", "other"),
    [("formation", "forme"), ("fondation", "fonds"), ("publication", "public"), ("département", "départ")],
)
def test_stem_keeps_words_apart(one, other):
    assert stem(one) != stem(other)
