"""Ways out: what they promise is what they give, on both engines, held to the brute-force oracle."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given

from search.answers.ways_out import ways_out
from search.enums import Facette, SearchScope
from search.index.rebuilding import rebuild_index
from search.planning.parsing import parse
from search.planning.planner import Planned
from search.planning.querystrings import querystring
from search.state.snapshot import IndexState
from taxonomy.enums import Niveau
from tests.drawn import examples
from tests.search import oracle
from tests.search.corpus import PATHS, document, termes
from tests.search.site import territoire
from tests.search.test_contract import documents_strategy, queries_strategy, query_of, write

ALL = {"page": 1, "size": 20}


def planned(query):
    return Planned(query, parse(query.text), termes(), IndexState(0, 0, frozenset()))


def promised(engine, query, total):
    return [(one.label, one.url, one.count) for one in ways_out(planned(query), total, engine)]


def asked_by(url, query):
    """The search behind the address of a way out."""
    asked = QueryDict(url.partition("?")[2])
    chosen = {facette.value: asked.getlist(facette.value) for facette in Facette if asked.getlist(facette.value)}
    for critere in asked.getlist("critere"):
        chosen.setdefault("domaine", []).append(f"critere:{critere}")
    return query_of(
        asked.get("q", ""), visibility=query.visibility, portee=SearchScope(asked.get("portee", "tout")), **chosen
    )


class TestAgainstTheOracle:
    version = 10

    @examples(short=15, long=400)
    @given(documents=documents_strategy, query=queries_strategy)
    def test_every_way_out_gives_exactly_what_it_says_and_more_than_now(self, engine, documents, query):
        type(self).version += 1
        with engine.writing():
            engine.write(documents, set(range(1, 9)) - {one.id for one in documents}, self.version)
        query = replace(query, **ALL)
        total = len(oracle.found(documents, query, parse(query.text)))

        found = promised(engine, query, total)

        given_ = [asked_by(url, query) for _, url, _ in found]
        truth = [len(oracle.found(documents, one, parse(one.text))) for one in given_]
        assert [count for _, _, count in found] == truth
        assert [count for count in truth if count <= total] == []
        if nearest := nearest_rung(documents, query, total):
            assert found[0][1:] == nearest


def nearest_rung(documents, query, total):
    """(address, count) of the nearest rung above the one chosen territoire that gives more; by brute force."""
    chosen = query.chosen(Facette.TERRITOIRE)
    if len(chosen) != 1 or chosen[0] == "com-fork":
        return None
    others = {facette: values for facette, values in query.selection if facette != Facette.TERRITOIRE}
    for above in reversed(PATHS[chosen[0]][:-1]):
        wider = query.with_selection({**others, Facette.TERRITOIRE: (above,)})
        wider = replace(wider, lignees=((above, PATHS[above][:-1]),))
        count = len(oracle.found(documents, wider, parse(query.text)))
        if count > total:
            return ("./" + querystring(wider), count)
    return None


def test_nearest_rung_is_said_before_a_wider_one_that_gives_more(engine):
    write(engine, [document(1, own=("dep-b",)), document(2, own=("dep-c",)), document(3, own=("dep-c",))])

    found = promised(engine, query_of(territoire=["com-a"]), 0)

    assert found == [
        ("Élargir à « reg-1 » (région), l’échelon le plus proche qui en donne plus", "./?territoire=reg-1", 1),
        ("Retirer le filtre « com-a »", "./?", 3),
    ]


def test_widening_one_of_two_territoires_takes_the_other_in_when_it_lies_below(engine):
    write(engine, [document(1, own=("dep-b",))])

    urls = [
        url for _, url, _ in promised(engine, query_of(territoire=["com-a", "epci-a"], portee=SearchScope.PROPRE), 0)
    ]

    assert urls[0] == "./?territoire=reg-1&portee=propre"


@pytest.mark.django_db
def test_page_and_api_say_the_nearest_rung(client, site, index):
    villeurbanne = territoire("69266", "Villeurbanne", Niveau.COMMUNE, site.rhone)
    site.ressource("Plan vélo", own=[villeurbanne])
    rebuild_index(index)
    asked = "q=velo&territoire=com-69123"
    relances = client.get(f"/api/v3/recherche/?{asked}").json()["relances"]

    label = "Élargir à « Rhône » (département), l’échelon le plus proche qui en donne plus"
    assert relances[0] == {"label": label, "url": "./?q=velo&territoire=dep-69", "count": 1}
    assert "l’échelon le plus proche qui en donne plus" in client.get(f"/recherche/?{asked}").content.decode()
