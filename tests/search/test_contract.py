"""What every engine must do, held to the brute-force oracle."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answers.facet_counts import facet_results
from search.contract.query import SearchQuery, Visibility
from search.engines import embedded
from search.engines.base import EngineUnavailableError
from search.engines.embedded import EmbeddedEngine
from search.enums import Facette, SearchScope, Tri
from search.lexique.synonyms import SynonymGroup
from search.planning.parsing import parse
from taxonomy.enums import Niveau
from tests.drawn import examples
from tests.search import oracle
from tests.search.conftest import rebuild_of
from tests.search.corpus import DOMAINES, PATHS, PUBLISHED, VALUES, document, termes

TODAY = "2026-06-15"
VISIBLE = Visibility(today=TODAY)
# Each example is a corpus and up to six searches. A change to a plan or to an engine is tried with a thousand:
# `make test-long ARGS="-k brute_force"`.
ORACLE = examples(short=25, long=1_000)


def query_of(text="", *, visibility=VISIBLE, **changes):
    chosen = {facette: tuple(changes.pop(facette.value)) for facette in Facette if facette.value in changes}
    selection = tuple((facette, tuple(sorted(values))) for facette, values in chosen.items())
    lignees = tuple((slug, PATHS[slug][:-1]) for slug in chosen.get(Facette.TERRITOIRE, ()))
    return SearchQuery(text=text, selection=selection, visibility=visibility, lignees=lignees, **changes)


def write(engine, documents, version=2):
    with engine.writing():
        engine.write(documents, set(), version)


def ids(engine, query):
    return [hit.id for hit in engine.search(query, parse(query.text)).hits]


def check(engine, documents, query, *, part=False):
    """Total, ids, order, what each hit lacks, every count and the ladder are those of the oracle.

    `part`: a part of the words is enough.
    """
    plan = parse(query.text, groups=GROUPS)
    if part and plan.slots:
        plan = replace(plan, at_least=-(-len(plan.slots) // 2))
    raw = engine.search(query, plan)
    expected = oracle.found(documents, query, plan)
    assert raw.total == len(expected)
    assert raw.newest == max(map(oracle.seconds, expected), default=0)
    assert engine.count(query, plan) == len(expected)
    assert engine.ids(query, plan) == [hit.id for hit in raw.hits]
    pages = [engine.search(replace(query, page=number + 1), plan).hits for number in range(1 + raw.total // query.size)]
    hits = [hit for page in pages for hit in page]
    assert sorted(hit.id for hit in hits) == sorted(one.id for one in expected)
    assert hits == sorted(hits, key=order_of(query, plan, {one.id: one for one in documents}))
    by_id = {one.id: one for one in documents}
    assert {hit.id: (hit.lacks, hit.is_about) for hit in hits} == {
        hit.id: (oracle.lacks(by_id[hit.id], plan), oracle.is_about(by_id[hit.id], plan))
        if plan.is_widened
        else ((), False)
        for hit in hits
    }
    assert {niveau: count for niveau, count in raw.ladder.items() if count} == oracle.rungs(documents, query, plan)
    for facet in facet_results(query, raw, termes(), lambda asked: engine.count(asked, plan)):
        counted = {raw_slug(value): value.count for value in facet.values}
        assert counted == {slug: oracle.count_of(documents, query, plan, facet.facette, slug) for slug in counted}, (
            facet.facette
        )
        assert missing(documents, query, plan, facet.facette, counted) == []


def raw_slug(value):
    return f"critere:{value.slug}" if value.param == "critere" else value.slug


def missing(documents, query, plan, facette, counted):
    """Values that are not listed although a visitor would find something tagged with them or below them."""
    values = PATHS if facette == Facette.TERRITOIRE else VALUES.get(facette, DOMAINES)
    narrow = replace(query, portee=SearchScope.PROPRE)
    others = oracle.found(documents, query, plan, without=facette)
    tagged = {slug for slug in values if any(oracle.has_value(one, facette, slug, narrow.portee) for one in others)}
    if facette == Facette.TERRITOIRE and query.portee == SearchScope.TOUT:
        tagged = {above for one in others for above in one.lignee_des_sommets}
    return sorted({*tagged, *query.chosen(facette)} - set(counted))


def order_of(query, plan, by_id):
    return {
        Tri.ALPHABETIQUE: lambda hit: by_id[hit.id].tri_titre,
        Tri.NOUVEAUTE: lambda hit: -by_id[hit.id].tri_publie,
        Tri.VERIFIE: lambda hit: -by_id[hit.id].tri_verifie,
        Tri.PERTINENCE: lambda hit: (
            (-hit.score, hit.id) if plan.slots else (oracle.tier(by_id[hit.id], query), -by_id[hit.id].rang)
        ),
    }[query.tri]


#: One of each kind: equivalents, one way, and one that only a widened search follows.
GROUPS = (
    SynonymGroup(("mobilité", "déplacement")),
    SynonymGroup(("eau",), ("pêche",)),
    SynonymGroup(("énergie",), ("Paris",), widens=True),
)
WORDS = (
    "mobilité",
    "mobilités",
    "eau",
    "l’eau",
    "énergie",
    "énergies",
    "Paris",
    "pari",
    "ODD 13",
    "tiers-lieu",
    "pêche",
    "déplacements",
    "lieu tiers",
    "dix-sept",
    "17",
)
texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=4).map(" ".join)


def some(values, most=2):
    return st.lists(st.sampled_from(sorted(values)), unique=True, max_size=most)


documents_strategy = st.lists(
    st.builds(
        lambda **kwargs: kwargs,
        titre=texts,
        chapo=texts,
        corps=texts,
        own=st.lists(st.sampled_from(sorted(PATHS)), unique=True, max_size=3),
        domaines=some(DOMAINES),
        etat_lien=st.sampled_from(["", "ok", "casse"]),
        publie_le=st.integers(0, 3).map(lambda days: PUBLISHED + timedelta(days=days)),
        verifie_le=st.sampled_from([None, datetime(2026, 3, 1, tzinfo=UTC)]),
        valable_jusqu_au=st.sampled_from([None, date(2026, 6, 14), date(2026, 6, 15)]),
        est_fictif=st.booleans(),
        presente=st.sampled_from([(), ("territoire:dep-a",), ("acteur:associations",), ("domaine:mobilite",)]),
        **{facette.value: some(values) for facette, values in VALUES.items() if facette != Facette.ETAT_LIEN},
    ),
    max_size=8,
).map(lambda rows: [document(rank, **row) for rank, row in enumerate(rows, start=1)])

queries_strategy = st.builds(
    query_of,
    st.one_of(texts, st.sampled_from(['"eau énergie"', "eau -énergie", "-pari", "tierslieu", "peche", "ODD13"])),
    visibility=st.builds(
        Visibility,
        today=st.just(TODAY),
        withheld=st.frozensets(st.integers(1, 8), max_size=2),
        published_until=st.sampled_from([0, 0, int(PUBLISHED.timestamp()), int(PUBLISHED.timestamp()) + 86_400]),
    ),
    portee=st.sampled_from(SearchScope),
    echelon=st.sampled_from(["", *Niveau.values]),
    tri=st.sampled_from(Tri),
    size=st.sampled_from([2, 20]),
    territoire=some(PATHS),
    domaine=some({*DOMAINES, "critere:societaux"}),
    **{facette.value: some(values, 1) for facette, values in VALUES.items()},
)


class TestAgainstTheOracle:
    version = 10

    @ORACLE
    @given(
        documents=documents_strategy,
        queries=st.lists(st.tuples(queries_strategy, st.booleans()), min_size=1, max_size=6),
    )
    def test_ids_totals_and_counts_are_those_of_brute_force(self, engine, documents, queries):
        type(self).version += 1
        with engine.writing():
            engine.write(documents, set(range(1, 9)) - {one.id for one in documents}, self.version)
        for query, part in queries:
            check(engine, documents, query, part=part)


@pytest.mark.parametrize(
    "asked", [{"text": "guide"}, {"territoire": ["dep-a"]}, {"acteur": ["citoyens"], "echelon": "pays"}]
)
def test_large_index_that_is_asked_for_all_at_once_says_the_same(tmp_path, monkeypatch, asked):
    found = EmbeddedEngine(tmp_path)
    places = ("france", "reg-1", "dep-a", "com-a")
    found.rebuild(rebuild_of([document(rank, own=(place,), acteur=["citoyens"]) for rank, place in enumerate(places)]))
    query, plan = query_of(**asked), parse(asked.get("text", ""))
    before = found.search(query, plan)
    assert before.total
    monkeypatch.setattr(embedded, "_LARGE", 0)
    assert found.search(query, plan) == before


def test_count_of_a_value_ignores_the_selection_of_its_own_facet(engine):
    documents = [document(1, acteur=["associations"]), document(2, acteur=["entreprises"]), document(3)]
    write(engine, documents)

    raw = engine.search(query_of(acteur=["associations"]), parse(""))

    assert (raw.total, dict(raw.counts[Facette.ACTEUR])) == (1, {"associations": 1, "entreprises": 1})


def test_commune_below_two_departements_is_counted_once(engine):
    documents = [document(1, own=("dep-a", "dep-c"))]
    write(engine, documents)

    check(engine, documents, query_of(territoire=["com-fork"]))


def test_narrow_scope_leaves_out_what_applies_from_above(engine):
    write(engine, [document(1, own=("france",)), document(2, own=("dep-a",)), document(3, own=("com-a",))])

    found = {portee: sorted(ids(engine, query_of(territoire=["dep-a"], portee=portee))) for portee in SearchScope}

    assert found == {SearchScope.TOUT: [1, 2, 3], SearchScope.PROPRE: [2, 3]}


def test_word_in_the_title_comes_before_the_chapo_the_terms_and_the_body(engine):
    write(
        engine,
        [
            document(1, "Un guide", corps="mobilité"),
            document(2, "Un guide", termes=("mobilité",)),
            document(3, "Un guide", chapo="mobilité"),
            document(4, "La mobilité"),
        ],
    )

    assert ids(engine, query_of("mobilité")) == [4, 3, 2, 1]


def test_broken_link_sinks_below_an_equal_page_that_works(engine):
    write(engine, [document(1, "Plan vélo", etat_lien="casse"), document(2, "Plan vélo")])

    assert (ids(engine, query_of("vélo")), ids(engine, query_of())) == ([2, 1], [2, 1])


def test_accented_word_comes_first_when_the_query_has_its_accents(engine):
    write(engine, [document(1, "Le péché"), document(2, "La pêche")])

    assert (ids(engine, query_of("pêche"))[0], ids(engine, query_of("péché"))[0]) == (2, 1)


def test_phrase_does_not_run_from_the_title_into_the_chapo(engine):
    write(engine, [document(1, "Plan vélo", chapo="urbain"), document(2, "Le vélo urbain")])

    assert ids(engine, query_of('"vélo urbain"')) == [2]


def test_pages_hold_every_hit_once_when_all_scores_are_equal(engine):
    write(engine, [document(rank, "Plan vélo") for rank in range(1, 100)])
    write(engine, [document(rank, "Plan vélo") for rank in range(100, 131)], version=3)

    found = [ids(engine, query_of("vélo", page=page, size=10)) for page in range(1, 15)]

    assert [page_id for page in found for page_id in page] == list(range(1, 131))


def test_page_far_beyond_the_end_is_empty_and_keeps_the_total(engine):
    write(engine, [document(1, "Plan vélo")])

    raw = engine.search(query_of("vélo", page=1_000_000), parse("vélo"))

    assert (raw.total, raw.hits) == (1, ())


def test_withheld_page_is_in_no_hit_and_no_count(engine):
    documents = [document(1, acteur=["associations"]), document(2, acteur=["associations"])]
    write(engine, documents)
    query = query_of(visibility=Visibility(today=TODAY, withheld=frozenset({1})))

    raw = engine.search(query, parse(""))

    assert ([hit.id for hit in raw.hits], raw.total, raw.counts[Facette.ACTEUR]) == ([2], 1, {"associations": 1})


def test_page_published_after_the_first_pages_newest_moves_no_hit_of_the_next(engine):
    documents = [document(rank, publie_le=PUBLISHED - timedelta(days=rank)) for rank in range(1, 5)]
    write(engine, documents)
    query = query_of(tri=Tri.NOUVEAUTE, size=2)
    first = engine.search(query, parse(""))
    write(engine, [document(9, publie_le=PUBLISHED)], 3)
    second = engine.search(query.at_page(2, first.newest), parse(""))

    assert [hit.id for page in (first, second) for hit in page.hits] == [1, 2, 3, 4]
    assert (first.total, second.total, engine.search(query, parse("")).total) == (4, 4, 5)
    assert first.newest == int((PUBLISHED - timedelta(days=1)).timestamp())


def test_hundreds_of_withheld_pages_are_excluded(engine):
    write(engine, [document(1), document(500)])

    withheld = frozenset(range(1, 400))

    assert ids(engine, query_of(visibility=Visibility(today=TODAY, withheld=withheld))) == [500]


def test_written_page_replaces_the_one_before(engine):
    write(engine, [document(1, "Ancien titre")])
    write(engine, [document(1, "Nouveau titre")], version=3)

    assert (ids(engine, query_of("ancien")), ids(engine, query_of("nouveau"))) == ([], [1])


def test_removed_page_is_found_no_more(engine):
    write(engine, [document(1), document(2)])
    with engine.writing():
        engine.write([], {1}, 3)

    assert ids(engine, query_of()) == [2]


def test_rebuild_serves_the_old_index_until_the_switch_and_keeps_late_edits(engine):
    write(engine, [document(1, "Ancien")])
    seen = []

    def documents():
        yield document(1, "Ancien")
        seen.append(ids(engine, query_of()))
        yield document(2, "Retirée pendant la reconstruction")

    engine.rebuild(rebuild_of(documents(), version=5, late=[document(1, "Modifié")], gone=[2]))

    assert (seen, ids(engine, query_of("modifié")), ids(engine, query_of())) == ([[1]], [1], [1])


def test_rollback_brings_the_index_before_back(engine):
    write(engine, [document(1)])
    engine.rebuild(rebuild_of([document(2)], version=5))

    assert (ids(engine, query_of()), engine.rollback(), ids(engine, query_of())) == ([2], True, [1])


def test_everything_indexed_is_listed_by_ascending_id(engine):
    documents = [document(3), document(1), document(2)]
    write(engine, documents, version=7)

    listed = [(one.id, one.version, one.empreinte) for one in engine.ids_and_versions()]

    assert listed == [(one.id, 7, one.empreinte) for one in sorted(documents, key=lambda one: one.id)]


def test_everything_indexed_is_listed_batch_by_batch(engine, monkeypatch):
    monkeypatch.setattr(embedded, "_LISTED", 2)
    for number in range(5):
        write(engine, [document(number)], version=number + 1)

    assert [(one.id, one.version) for one in engine.ids_and_versions()] == [(number, number + 1) for number in range(5)]


def test_index_made_by_this_code_is_in_order(engine):
    assert engine.state() == ""


def test_engine_without_an_index_is_unavailable(tmp_path):
    engine = EmbeddedEngine(tmp_path / "nothing")

    with pytest.raises(EngineUnavailableError):
        engine.search(query_of("vélo"), parse("vélo"))
    assert engine.state().startswith("L’index n’existe pas encore")
