import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.contract.plan import QueryPlan, TermOrigin
from search.lexique.synonyms import SynonymGroup
from search.planning.parsing import MAX_LENGTH, MAX_WORDS, parse
from tests.drawn import examples
from tests.search.plan_matcher import matches


def _typed(plan):
    return [slot.alternatives[0].exacts for slot in plan.slots]


@pytest.mark.parametrize("text", ["", "   ", "🚲", '"', "-", '""', "« »", "\x00", "\ud800", "***", "' ’", "()"])
def test_parse_without_a_word_asks_for_everything(text):
    assert parse(text).is_empty


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ('vélo "eau', [("velo",), ("eau",)]),
        ("vélo AND (eau", [("velo",), ("and",), ("eau",)]),
        ("title:eau^2~", [("title",), ("eau",), ("2",)]),
        ("plan de l'eau", [("plan",), ("eau",)]),
        ("de la", [("de",), ("la",)]),
        ("catégorie C", [("categorie",), ("c",)]),
        ("Île-de-France", [("ile", "de", "france")]),
        ('"de la terre" une', [("de", "la", "terre")]),
        ("ODD 13 climat", [("odd", "13"), ("climat",)]),
        ("PCAET 2026", [("pcaet",), ("2026",)]),
    ],
)
def test_parse_reads_what_was_typed(text, typed):
    assert _typed(parse(text, groups=())) == typed


def test_parse_cuts_a_long_query_and_says_so():
    plan = parse("vélo " * 2000, groups=())

    assert plan.truncated
    assert len(plan.text) <= MAX_LENGTH
    assert len(plan.slots) <= MAX_WORDS


def test_parse_excludes_a_word_and_a_phrase():
    plan = parse('guide -eau -"bas carbone" tiers-lieu', groups=())

    assert [alternative.exacts for alternative in plan.excluded] == [("bas", "carbone"), ("eau",)]


def test_parse_finds_a_protected_word_only_as_it_is_typed():
    plan = parse("tisse", groups=(), protected={"tisse"})

    assert (matches(plan, "Le réseau Tisse"), matches(plan, "tisser des liens")) == (True, False)


def test_parse_expands_a_group_both_ways_and_a_one_way_group_one_way():
    groups = (SynonymGroup(("AOM", "autorité organisatrice de la mobilité")), SynonymGroup(("chien",), ("animal",)))

    assert matches(parse("aom", groups=groups), "Autorités organisatrices de la mobilité")
    assert matches(parse("autorites organisatrices de la mobilite", groups=groups), "L’AOM du Rhône")
    assert matches(parse("chiens", groups=groups), "Animaux")
    assert not matches(parse("animal", groups=groups), "Chiens")
    assert not matches(parse('"chien"', groups=groups), "Animaux")


def test_parse_marks_where_an_alternative_comes_from():
    plan = parse("écoquartier", groups=(SynonymGroup(("écoquartier", "quartier durable")),))

    assert [alternative.origin for alternative in plan.slots[0].alternatives] == [
        TermOrigin.TYPED,
        TermOrigin.COMPOUND,
        TermOrigin.SYNONYM,
    ]


@given(st.text(max_size=400))
@examples(short=150, long=10_000)
def test_parse_never_fails(text):
    assert isinstance(parse(text), QueryPlan)


@given(st.text(alphabet="aeélo'’-·\"« »1 .,ODD3n°()/sœe\u0301", max_size=60))
@examples(short=150, long=10_000)
def test_parse_finds_the_text_it_was_made_from(text):
    quoted_or_excluded = set(text) & set('"«»-\u2013')
    if not quoted_or_excluded:
        assert matches(parse(text, groups=()), text)
