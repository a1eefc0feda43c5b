"""What each parameter is read as, and what is said of one that cannot be used; without a database."""

from dataclasses import replace

import pytest
import time_machine
from django.http import QueryDict

from search.contract.query import SearchQuery, Visibility
from search.enums import Facette, SearchScope, Tri
from search.facets import values
from search.lexique import current
from search.planning.parsing import MAX_LENGTH
from search.planning.planner import TOUS_LES_PARAMETRES, BadQueryError, Refusal, plan_of, plan_search
from search.state.snapshot import IndexState
from tests.search.corpus import termes

SEEN = IndexState(0, 0, frozenset())


@pytest.fixture
def country(monkeypatch):
    """The small country, with no synonyms."""
    known, lexique = termes(), current.Lexique(0, (), frozenset())
    monkeypatch.setattr(values, "_current", known)
    monkeypatch.setattr(current, "_current", lexique)
    return known


def planned(asked, state=SEEN, **options):
    return plan_search(QueryDict(asked), state=state, **options)


def plain(text):
    """With the spaces that a keyboard has."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def refused(asked):
    """What a program is told of each parameter; visitors are told nothing else, but for what was done about it."""
    with pytest.raises(BadQueryError) as caught:
        planned(asked, strict=True)
    return [replace(one, message=plain(one.message)) for one in caught.value.refusals]


def told(asked):
    """What a visitor is told."""
    return tuple(map(plain, planned(asked).messages))


def test_refusals_say_what_was_asked_and_what_is_allowed(country):
    assert refused("tri=hasard&page=deux&acteur=personne&inconnu=1") == [
        Refusal("acteur", "personne", "« personne » n’existe pas dans « Acteur ».", tuple(allowed("acteur"))),
        Refusal(
            "tri",
            "hasard",
            "« hasard » n’est pas un choix connu.",
            ("pertinence", "nouveaute", "verifie", "alphabetique"),
        ),
        Refusal("page", "deux", "Un numéro de page est un nombre à partir de 1.", ("1 et au-delà",)),
        Refusal("inconnu", "", "Le paramètre « inconnu » n’existe pas.", TOUS_LES_PARAMETRES, kind="unknown"),
    ]


def allowed(param):
    return planned("").termes.allowed(param)


def test_refusal_to_a_visitor_says_what_was_done_about_it_and_once(country):
    assert told("acteur=personne&tri=hasard&inconnu=1&acteur=Personne&portee=loin&portee=loin") == (
        "« personne » n’existe pas dans « Acteur ». Ce filtre est laissé de côté.",
        "« Personne » n’existe pas dans « Acteur ». Ce filtre est laissé de côté.",
        "« loin » n’est pas un choix connu.",
        "« hasard » n’est pas un choix connu.",
    )


def test_visitor_is_told_of_the_last_value_only(country):
    assert told("tri=un&tri=deux") == ("« deux » n’est pas un choix connu.",)
    assert told("tri=nouveaute&tri=deux") == ("« deux » n’est pas un choix connu.",)
    assert planned("tri=un&tri=nouveaute").query.tri == Tri.NOUVEAUTE


def test_program_is_told_of_its_last_value_and_that_there_were_others(country):
    assert [(one.valeur, one.kind) for one in refused("tri=un&tri=deux")] == [("deux", "value"), ("", "repeated")]


def test_error_of_a_program_is_all_refusals_in_one_line(country):
    with pytest.raises(BadQueryError) as caught:
        planned("portee=loin&page=deux", strict=True)

    assert plain(str(caught.value)) == (
        "« loin » n’est pas un choix connu.; Un numéro de page est un nombre à partir de 1."
    )


def test_program_that_asks_well_is_answered(country):
    assert planned("tri=nouveaute&tri=nouveaute&page=2&q=eau&q=vive", strict=True).query.text == "eau vive"


@pytest.mark.parametrize(("asked", "name"), [("tri=nouveaute&tri=verifie", "tri"), ("page=1&page=2", "page")])
def test_program_that_contradicts_itself_is_told_and_a_visitor_gets_the_last(country, asked, name):
    assert refused(asked) == [Refusal(name, "", f"« {name} » ne se donne qu’une fois.", kind="repeated")]
    assert (str(getattr(planned(asked).query, name)), planned(asked).messages) == (asked.rpartition("=")[2], ())


@pytest.mark.parametrize(
    ("raw", "page", "count"),
    [
        ("", 1, 0),
        ("1", 1, 0),
        ("2", 2, 0),
        ("0", 1, 1),
        ("-1", 1, 1),
        ("1.5", 1, 1),
        ("²", 1, 1),
        ("٣", 1, 1),
        ("999999", 999_999, 0),
        ("1000000", 1_000_000, 0),
        ("1000001", 1_000_000, 0),
        ("0" * 19 + "7", 7, 0),
        ("0" * 20 + "7", 1, 1),
        ("9" * 5_000, 1_000_000, 0),
    ],
)
def test_page_is_a_number_from_one_to_a_million(country, raw, page, count):
    asked = planned(f"page={raw}")

    assert (asked.query.page, len(asked.messages)) == (page, count)


@pytest.mark.parametrize(("count", "times"), [(50, 0), (51, 1)])
def test_facet_takes_fifty_values(country, count, times):
    messages = told("&".join(f"odd=inconnu-{number}" for number in range(count)))

    assert len(messages) == 50 + times
    assert messages[:times] == ("Pas plus de 50 valeurs à la fois. Les suivantes sont laissées de côté.",) * times


@pytest.mark.parametrize(("more", "times"), [(0, 0), (1, 1)])
def test_text_is_cut_at_its_longest_and_says_so(country, more, times):
    asked = f"q={'x' * (MAX_LENGTH + more)}"

    sentence = "Votre recherche était très longue : seul son début a été pris en compte."
    assert (planned(asked).query.text, told(asked)) == ("x" * MAX_LENGTH, (sentence,) * times)


@pytest.mark.parametrize(("typed", "shown"), [("x" * 60, "x" * 60), ("x" * 61, "x" * 59 + "…")])
def test_long_value_is_shortened_in_what_is_told_of_it(country, typed, shown):
    assert told(f"odd={typed}") == (f"« {shown} » n’existe pas dans « ODD ». Ce filtre est laissé de côté.",)
    sentence = f"Le paramètre « {shown} » n’existe pas."
    assert refused(f"{typed}=1") == [Refusal(shown, "", sentence, TOUS_LES_PARAMETRES, kind="unknown")]


@time_machine.travel("2026-03-02T09:00Z")
def test_query_holds_what_stands_above_each_chosen_territoire_and_what_may_be_seen(country):
    state = IndexState(3, 0, frozenset({1}), frozenset({2}))
    asked = planned(
        "q=eau&territoire=reg-1&territoire=com-a&axe=agir&territoire=france&portee=propre&page=2", state=state
    )

    assert asked.state == state
    assert asked.query == SearchQuery(
        text="eau",
        selection=((Facette.TERRITOIRE, ("com-a",)), (Facette.AXE, ("agir",))),
        portee=SearchScope.PROPRE,
        tri=Tri.PERTINENCE,
        page=2,
        visibility=Visibility("2026-03-02", frozenset({1}), frozenset({2})),
        lignees=(
            ("com-a", ("france", "reg-1", "dep-a", "epci-a")),
            ("france", ()),
            ("reg-1", ("france",)),
        ),
    )


def test_search_is_planned_with_the_words_of_the_lexique_and_the_values_of_the_facets(country):
    asked = planned("q=l’eau+vive")

    assert (asked.termes, asked.plan, asked.messages) == (country, plan_of("l’eau vive", current._current), ())
    assert plan_of("l’eau vive", current._current) is asked.plan


def test_refusal_of_very_many_unknown_parameters_stays_short(country):
    assert [one.parametre for one in refused("&".join(f"p{number}=1" for number in range(30)))] == [
        f"p{number}" for number in range(20)
    ]
