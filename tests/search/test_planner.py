from dataclasses import fields, replace

import pytest
import time_machine
from django.http import QueryDict

from search.contract.query import Visibility
from search.enums import Facette, SearchScope, Tri
from search.facets.values import canonical, forget
from search.planning.parsing import MAX_LENGTH
from search.planning.planner import TOUS_LES_PARAMETRES, BadQueryError, Refusal, plan_search
from search.planning.querystrings import querystring
from search.state.snapshot import IndexState, index_state
from taxonomy.models import Domaine, SlugFusionne
from tests.search.corpus import termes

pytestmark = pytest.mark.django_db


def planned(asked, **options):
    return plan_search(QueryDict(asked), **options)


def test_child_of_a_chosen_parent_replaces_it(site):
    query = planned("territoire=reg-84&territoire=dep-69&critere=societaux&domaine=mobilite").query

    assert query.selection == ((Facette.TERRITOIRE, ("dep-69",)), (Facette.DOMAINE, ("mobilite",)))


def test_canonical_keeps_values_of_different_branches():
    values = termes()._territoires

    assert canonical([values["reg-1"], values["com-c"], values["dep-a"]]) == ("com-c", "dep-a")


@pytest.mark.parametrize("asked", ["13", "odd-13", "ODD13", "013"])
def test_odd_is_read_by_its_number(site, asked):
    assert planned(f"odd={asked}").query.chosen(Facette.ODD) == ("13",)


def test_merged_slug_finds_what_it_was_merged_into(site):
    SlugFusionne.objects.create(facette="domaine", ancien="transport", nouveau="mobilite")

    assert planned("domaine=transport").query.chosen(Facette.DOMAINE) == ("mobilite",)


def test_renamed_term_is_read_again(site):
    assert planned("").termes.get(Facette.DOMAINE, "mobilite").nom == "Mobilité"
    domaine = Domaine.objects.get(slug="mobilite")
    domaine.nom = "Se déplacer"
    domaine.save()

    assert planned("").termes.get(Facette.DOMAINE, "mobilite").nom == "Se déplacer"


def test_html_leaves_out_what_is_unknown_and_says_so(site):
    asked = planned("domaine=nulle-part&tri=hasard&page=-3&inconnu=1")

    assert (asked.query.selection, asked.query.tri, asked.query.page, len(asked.messages)) == ((), Tri.PERTINENCE, 1, 3)


def test_api_names_each_wrong_parameter_and_what_is_allowed(site):
    with pytest.raises(BadQueryError) as caught:
        planned("portee=loin&page=deux&inconnu=1", strict=True)

    assert [(one.parametre, one.permis[:2]) for one in caught.value.refusals] == [
        ("portee", ("tout", "propre")),
        ("page", ("1 et au-delà",)),
        ("inconnu", ("q", "territoire")),
    ]


def test_doubled_parameters_mean_or_and_repeat_nothing(site):
    query = planned("acteur=associations&acteur=citoyens&acteur=associations").query

    assert query.chosen(Facette.ACTEUR) == ("associations", "citoyens")


def test_very_long_query_is_cut_and_says_so(site):
    asked = planned("q=" + "mobilite+" * 2_000)

    assert (len(asked.query.text) <= 300, len(asked.messages)) == (True, 1)


@pytest.mark.parametrize(
    "raw", [b"q=%00eau%00", b"q=%ff%feeau", b"q=%f0%9f%8c%8d", b"q=%22%22%22+-+%28AND", b"q=&q=&page="]
)
def test_nothing_typed_is_an_error(site, raw):
    asked = plan_search(QueryDict(raw))

    assert "\x00" not in asked.query.text


def test_characters_that_no_document_may_hold_separate_words(site):
    assert planned("q=eau%01%0Bdouce%1F&q=%ED%A0%80").query.text == "eau douce \ufffd\ufffd\ufffd"


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


def test_refusals_say_what_was_asked_and_what_is_allowed(site):
    assert refused("tri=hasard&page=deux&acteur=personne&inconnu=1") == [
        Refusal("acteur", "personne", "« personne » n’existe pas dans « Acteur ».", tuple(allowed("acteur"))),
        Refusal(
            "tri",
            "hasard",
            "« hasard » n’est pas un choix connu.",
            ("pertinence", "nouveaute", "verifie", "alphabetique"),
        ),
        Refusal("page", "deux", "Un numéro de page est un nombre à partir de 1.", ("1 et au-delà",)),
        Refusal("inconnu", "", "Le paramètre « inconnu » n’existe pas.", TOUS_LES_PARAMETRES),
    ]


def allowed(param):
    return planned("").termes.allowed(param)


def test_refusal_to_a_visitor_says_what_was_done_about_it_and_once(site):
    assert told("acteur=personne&tri=hasard&inconnu=1&acteur=Personne&portee=loin&portee=loin") == (
        "« personne » n’existe pas dans « Acteur ». Ce filtre est laissé de côté.",
        "« Personne » n’existe pas dans « Acteur ». Ce filtre est laissé de côté.",
        "« loin » n’est pas un choix connu.",
        "« hasard » n’est pas un choix connu.",
    )


def test_error_of_a_program_is_all_refusals_in_one_line(site):
    with pytest.raises(BadQueryError) as caught:
        planned("portee=loin&page=deux", strict=True)

    assert plain(str(caught.value)) == (
        "« loin » n’est pas un choix connu.; Un numéro de page est un nombre à partir de 1."
    )


def test_program_that_asks_well_is_answered(site):
    assert planned("tri=nouveaute&tri=nouveaute&page=2&q=eau&q=vive", strict=True).query.text == "eau vive"


@pytest.mark.parametrize(("asked", "name"), [("tri=nouveaute&tri=verifie", "tri"), ("page=1&page=2", "page")])
def test_program_that_contradicts_itself_is_told_and_a_visitor_gets_the_last(site, asked, name):
    assert refused(asked) == [Refusal(name, "", f"« {name} » ne se donne qu’une fois.")]
    assert (str(getattr(planned(asked).query, name)), planned(asked).messages) == (asked.rpartition("=")[2], ())


@pytest.mark.parametrize(
    ("raw", "page", "count"),
    [
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
def test_page_is_a_number_from_one_to_a_million(site, raw, page, count):
    asked = planned(f"page={raw}")

    assert (asked.query.page, len(asked.messages)) == (page, count)


@pytest.mark.parametrize(("count", "times"), [(50, 0), (51, 1)])
def test_facet_takes_fifty_values(site, count, times):
    messages = told("&".join(f"odd=inconnu-{number}" for number in range(count)))

    assert len(messages) == 50 + times
    assert messages[:times] == ("Pas plus de 50 valeurs à la fois. Les suivantes sont laissées de côté.",) * times


@pytest.mark.parametrize(("more", "times"), [(0, 0), (1, 1)])
def test_text_is_cut_at_its_longest_and_says_so(site, more, times):
    asked = f"q={'x' * (MAX_LENGTH + more)}"

    sentence = "Votre recherche était très longue : seul son début a été pris en compte."
    assert (planned(asked).query.text, told(asked)) == ("x" * MAX_LENGTH, (sentence,) * times)


@pytest.mark.parametrize(("typed", "shown"), [("x" * 60, "x" * 60), ("x" * 61, "x" * 59 + "…")])
def test_long_value_is_shortened_in_what_is_told_of_it(site, typed, shown):
    assert told(f"odd={typed}") == (f"« {shown} » n’existe pas dans « ODD ». Ce filtre est laissé de côté.",)
    assert refused(f"{typed}=1") == [Refusal(shown, "", f"Le paramètre « {shown} » n’existe pas.", TOUS_LES_PARAMETRES)]


@time_machine.travel("2026-03-02T09:00Z")
def test_query_holds_what_stands_above_each_chosen_territoire_and_what_may_be_seen(site):
    state = IndexState(**{**vars_of(index_state()), "withheld": frozenset({1}), "withheld_in_copy": frozenset({2})})
    asked = planned("territoire=reg-84&territoire=com-69123&axe=agir&territoire=france", state=state)

    assert asked.state == state
    assert asked.query.selection == ((Facette.TERRITOIRE, ("com-69123",)), (Facette.AXE, ("agir",)))
    assert asked.query.lignees == (
        ("com-69123", ("france", "reg-84", "dep-69")),
        ("france", ()),
        ("reg-84", ("france",)),
    )
    assert asked.query.visibility == Visibility("2026-03-02", frozenset({1}), frozenset({2}))


def vars_of(state):
    return {field.name: getattr(state, field.name) for field in fields(state)}


def test_refusal_of_very_many_unknown_parameters_stays_short(site):
    with pytest.raises(BadQueryError) as refused:
        planned("&".join(f"p{number}=1" for number in range(2_000)), strict=True)

    assert len(refused.value.refusals) == 20


def test_querystring_says_only_what_is_asked(site):
    asked = planned("page=2&tri=nouveaute&critere=sociaux&territoire=reg-84&q=eau&portee=propre")

    assert querystring(asked.query) == "?q=eau&territoire=reg-84&critere=sociaux&portee=propre&tri=nouveaute&page=2"
    assert asked.query.portee == SearchScope.PROPRE


def test_plan_reads_the_database_once_when_nothing_has_changed(site, django_assert_num_queries):
    planned("territoire=dep-69&acteur=citoyens")

    with django_assert_num_queries(1):
        planned("territoire=dep-69&acteur=citoyens")


def test_state_is_empty_before_anything_is_written(db):
    forget()

    assert index_state().withheld == frozenset()
