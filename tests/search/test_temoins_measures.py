"""What a ranking is worth, by hand-made numbers."""

import pytest

from search.temoins.measures import RankingMeasure, en_baisse, measure_ranking, ndcg


@pytest.mark.parametrize(
    ("ids", "gains", "worth"),
    [
        ([1, 2, 3], {1: 1}, 1.0),
        ([2, 1, 3], {1: 1}, 0.6309),
        ([2, 3, 4], {1: 1}, 0.0),
        ([], {1: 1}, 0.0),
        ([1, 2], {1: 3, 2: 1}, 1.0),
        ([2, 1], {1: 3, 2: 1}, 0.7098),
        ([*range(20, 30), 1], {1: 1}, 0.0),
    ],
)
def test_ndcg_is_that_of_its_definition(ids, gains, worth):
    assert round(ndcg(ids, gains), 4) == worth


def test_ndcg_of_a_temoin_that_expects_nothing_is_unknown():
    assert ndcg([1, 2], {}) is None


def test_ndcg_of_more_expected_pages_than_are_looked_at_can_be_perfect():
    assert ndcg(list(range(12)), dict.fromkeys(range(12), 1)) == 1.0


def test_measure_names_what_is_missing_and_what_is_unwanted():
    found = measure_ranking([5, 1, 2, 3], gains={1: 1, 3: 1, 9: 1}, indesirables={2, 3, 5}, premiers=3, total=40)

    assert found == RankingMeasure(manquantes=(3, 9), indesirables=(5, 2), ndcg=found.ndcg, total=40)
    assert (round(found.ndcg, 4), found.reussi) == (0.4982, False)


def test_measure_without_anything_wrong_succeeds():
    assert measure_ranking([1], gains={1: 2}, indesirables={2}, premiers=1, total=1) == RankingMeasure((), (), 1.0, 1)


@pytest.mark.parametrize(
    ("avant", "reussi", "valeur", "fell"),
    [
        (None, False, 0.0, False),
        ((True, 1.0), False, 1.0, True),
        ((True, 1.0), True, 0.99, True),
        ((True, 1.0), True, 0.996, False),
        ((False, 0.5), False, 0.5, False),
        ((False, 0.5), True, 0.4, True),
        ((True, None), True, None, False),
        ((True, None), False, None, True),
    ],
)
def test_fall_is_a_failure_or_a_lower_rank(avant, reussi, valeur, fell):
    assert en_baisse(avant=avant, reussi=reussi, valeur=valeur) is fell
