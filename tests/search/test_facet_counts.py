"""From an engine's raw counts to the facets, without an engine: what it is asked again for, and what it is not."""

import pytest

from search.answers.facet_counts import facet_results, ladder, with_territoire
from search.contract.query import SearchQuery
from search.contract.results import FacetValue
from search.engines.base import RawResults
from search.enums import Facette, SearchScope
from tests.search.corpus import PATHS, termes

NONE = {facette: {} for facette in Facette}


def raw(*, sommets=None, rungs=None, complete=frozenset(Facette), **counts):
    given = {Facette(name): found for name, found in counts.items()}
    return RawResults(0, (), {**NONE, **given}, sommets or {}, rungs or {}, complete)


def facet(facette, results, *, query=None, asked=None):
    """The values of one facet as (slug, count, chosen); `asked` takes the territoires that are counted again."""

    def count(again):
        asked.append(again.chosen(Facette.TERRITOIRE))
        return 99

    found = facet_results(query or SearchQuery(), results, termes(), count)
    assert [one.facette for one in found] == list(Facette)
    return [(value.slug, value.count, value.selected) for value in found[list(Facette).index(facette)].values]


def chosen(facette, *slugs, **more):
    lignees = tuple((slug, PATHS[slug][:-1]) for slug in slugs if slug in PATHS)
    return SearchQuery(selection=((facette, slugs),), lignees=lignees, **more)


def test_short_facet_lists_all_its_values_in_their_order():
    results = raw(axe={"agir": 4})
    assert facet(Facette.AXE, results) == [("comprendre", 0, False), ("agir", 4, False), ("perenniser", 0, False)]


def test_long_facet_lists_what_finds_something_and_what_is_chosen():
    results = raw(nature={"guide": 3})
    assert facet(Facette.NATURE, results) == [("guide", 3, False)]
    assert facet(Facette.NATURE, results, query=chosen(Facette.NATURE, "mooc")) == [
        ("guide", 3, False),
        ("mooc", 0, True),
    ]


def test_critere_is_counted_under_its_own_parameter_and_its_domaines_below_it():
    [found] = [
        one.values
        for one in facet_results(SearchQuery(), raw(domaine={"critere:societaux": 5, "culture": 2}), termes(), None)
        if one.facette == Facette.DOMAINE
    ]
    assert found == (
        FacetValue("critere", "economiques", "economiques", 0, False, 0),
        FacetValue("domaine", "emploi", "emploi", 0, False, 1),
        FacetValue("critere", "societaux", "societaux", 5, False, 0),
        FacetValue("domaine", "culture", "culture", 2, False, 1),
        FacetValue("domaine", "mobilite", "mobilite", 0, False, 1),
    )


def test_wide_territoire_counts_what_is_tagged_above_it_as_well():
    results = raw(territoire={"france": 7, "reg-1": 3, "dep-a": 1}, sommets={"france": 4, "reg-1": 2, "dep-a": 1})
    assert facet(Facette.TERRITOIRE, results) == [("dep-a", 7, False), ("france", 7, False), ("reg-1", 7, False)]


def test_narrow_territoire_counts_its_own_only():
    results = raw(territoire={"france": 7, "reg-1": 3}, sommets={"france": 4})
    query = SearchQuery(portee=SearchScope.PROPRE)
    assert facet(Facette.TERRITOIRE, results, query=query) == [("france", 7, False), ("reg-1", 3, False)]


def test_territoires_above_those_that_find_something_are_listed_with_those_that_are_chosen():
    results = raw(territoire={"dep-a": 2}, sommets={"dep-a": 2})
    query = chosen(Facette.TERRITOIRE, "dep-c", portee=SearchScope.PROPRE)
    assert facet(Facette.TERRITOIRE, results, query=query) == [
        ("dep-a", 2, False),
        ("dep-c", 0, True),
        ("france", 0, False),
        ("reg-1", 0, False),
        ("reg-2", 0, False),
    ]


def test_wide_territoire_that_nothing_is_tagged_with_counts_what_is_tagged_above_it():
    results = raw(territoire={"dep-a": 2}, sommets={"france": 1})
    assert facet(Facette.TERRITOIRE, results) == [("dep-a", 3, False), ("france", 0, False), ("reg-1", 1, False)]


@pytest.mark.parametrize(("portee", "again"), [(SearchScope.TOUT, [("com-fork",)]), (SearchScope.PROPRE, [])])
def test_territoire_below_two_lines_is_counted_by_the_engine_where_the_sum_would_be_wrong(portee, again):
    asked = []
    results = raw(territoire=dict.fromkeys(PATHS["com-fork"], 1))
    found = facet(Facette.TERRITOIRE, results, query=SearchQuery(portee=portee), asked=asked)
    assert ({slug: count for slug, count, _ in found}["com-fork"], asked) == (99 if again else 1, again)


@pytest.mark.parametrize("portee", list(SearchScope))
def test_territoire_that_the_engine_cut_off_is_counted_by_it_and_no_other(portee):
    asked = []
    results = raw(territoire={"reg-1": 3}, sommets={}, complete=frozenset())
    found = facet(Facette.TERRITOIRE, results, query=SearchQuery(portee=portee), asked=asked)
    assert (found, asked) == ([("france", 99, False), ("reg-1", 3, False)], [("france",)])


def test_count_of_one_territoire_keeps_the_rest_of_the_search():
    query = SearchQuery(
        "eau",
        ((Facette.TERRITOIRE, ("dep-c",)), (Facette.AXE, ("agir",))),
        page=3,
        lignees=(("dep-c", PATHS["dep-c"][:-1]),),
    )
    assert with_territoire(query, termes().get(Facette.TERRITOIRE, "dep-a")) == SearchQuery(
        "eau",
        ((Facette.TERRITOIRE, ("dep-a",)), (Facette.AXE, ("agir",))),
        page=1,
        lignees=(("dep-a", PATHS["dep-a"][:-1]),),
    )


def rungs_of(query, **counts):
    return [(one.niveau, one.count, one.selected, one.url) for one in ladder(query, raw(rungs=counts))]


def test_ladder_leads_from_each_rung_that_has_something_to_what_sits_there():
    assert rungs_of(SearchQuery("eau", page=2), commune=2, pays=5) == [
        ("commune", 2, False, "./?q=eau&echelon=commune"),
        ("pays", 5, False, "./?q=eau&echelon=pays"),
    ]


def test_empty_rung_is_shown_where_it_is_chosen_or_stands_at_or_above_what_is():
    asked = SearchQuery(
        "",
        ((Facette.TERRITOIRE, ("dep-c",)),),
        lignees=(("dep-c", PATHS["dep-c"][:-1]),),
        echelon="commune",
    )
    assert rungs_of(asked, departement=1) == [
        ("commune", 0, True, "./?territoire=dep-c"),
        ("departement", 1, False, "./?territoire=dep-c&echelon=departement"),
        ("region", 0, False, "./?territoire=dep-c&echelon=region"),
        ("pays", 0, False, "./?territoire=dep-c&echelon=pays"),
    ]
