import pytest
from django.http import QueryDict

from search.enums import Facette, SearchScope, Tri
from search.facets.values import canonical, forget
from search.planning.planner import BadQueryError, plan_search
from search.planning.querystrings import querystring
from search.state.snapshot import index_state
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
