"""What is left of a question: the words that say what is looked for."""

import pytest

from search.french.numbers import names
from search.planning.parsing import parse


def said(text):
    return [slot.words for slot in parse(text, groups=()).slots]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("puis-je créer une association", ["créer", "association"]),
        ("Peut-on louer un local ?", ["louer", "local"]),
        ("faut-il un agrément", ["agrément"]),
        ("dois-je déclarer un don", ["déclarer", "don"]),
        ("est-ce que je peux trier mes déchets", ["trier", "déchets"]),
        ("a-t-on le droit de filmer la rue", ["filmer", "rue"]),
        ("ai-je droit à un congé pour mon syndicat", ["congé", "syndicat"]),
        ("qu'est-ce qu'un tiers-lieu", ["tiers lieu"]),
        ("c'est quoi un PCAET", ["pcaet"]),
        ("combien coûte une formation", ["coûte", "formation"]),
        ("mes parents peuvent-ils m'aider", ["parents", "aider"]),
        ("perçoit-on des indemnités", ["perçoit", "indemnités"]),
        ("notre association a besoin de bénévoles", ["association", "bénévoles"]),
        ("quel est le taux annuel", ["taux", "annuel"]),
        ("mon fils, que peut-il se passer", ["fils", "passer"]),
    ],
)
def test_question_words_and_inversions_are_left_out(text, left):
    assert said(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Grand Est", ["grand", "est"]),
        ("quelles aides dans le Grand Est ?", ["aides", "grand", "est"]),
        ("savoir faire", ["savoir", "faire"]),
        ("rendez-vous", ["rendez vous"]),
        ("le droit", ["droit"]),
        ("droit du travail", ["droit", "travail"]),
        ("que faire", ["que", "faire"]),
        ("comment", ["comment"]),
        ("puis-je", ["puis je"]),
        ('"puis-je"', ["puis je"]),
        ('"mon association" ?', ["mon association"]),
        ("plus value", ["plus", "value"]),
    ],
)
def test_small_words_stay_in_names_in_quotes_and_where_nothing_else_is_left(text, left):
    assert said(text) == left


def test_hyphen_joins_and_demands_nothing():
    (slot,) = parse("Île-de-France", groups=()).slots

    assert [(one.exacts, one.origin.value) for one in slot.alternatives] == [
        (("ile", "de", "france"), "typed"),
        (("iledefrance",), "compound"),
        (("ile", "france"), "apart"),
    ]


@pytest.mark.parametrize(
    ("text", "other"),
    [("17", ("dix", "sept")), ("dix-sept", ("17",)), ("21", ("vingt", "et", "un")), ("quatre-vingt-dix-sept", ("97",))],
)
def test_numbers_are_found_in_words_and_words_in_numbers(text, other):
    (slot,) = parse(text, groups=()).slots

    assert other in [one.exacts for one in slot.alternatives]


def test_every_number_has_a_name_of_its_own():
    assert len(set(names().values())) == len(names()) == 97
    assert [names()[one] for one in ("16", "17", "70", "71", "80", "81", "91")] == [
        "seize",
        "dix-sept",
        "soixante-dix",
        "soixante-et-onze",
        "quatre-vingts",
        "quatre-vingt-un",
        "quatre-vingt-onze",
    ]
