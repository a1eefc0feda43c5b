"""What is wrong with a parcours is found, each fault with its path."""

from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adoc.enums import FormeQuestion, GenreDefaut
from adoc.parcours.definition import conditions_de
from adoc.parcours.maturity import mesures
from adoc.parcours.progress import etat
from adoc.parcours.proposals import applicables
from adoc.parcours.verification import WalkStep, verify
from taxonomy.enums import Famille
from tests.drawn import examples
from tests.factories.parcours import definition, dimension, question, regle

PUBLIQUES = {1, 2, 3}


def trouves(parcours, **autres):
    report = verify(parcours, **{"publiques": PUBLIQUES, **autres})
    return [(one.genre, [(e.question, e.reponse) for e in one.chemin], one.rang) for one in report.defauts]


def test_sound_parcours_has_no_fault_and_its_paths_are_counted():
    parcours = definition([question("x", 0, 1), question("y", 0, 1, si=["x.b"]), question("z", 0, 1)])
    report = verify(parcours, publiques=PUBLIQUES)
    # x.a and x.b, as y is asked after b alone; nothing depends on the answers to y and z.
    assert (report.defauts, report.chemins, report.echantillon, report.plus_long) == ((), 2, False, 3)


def test_question_that_depends_on_a_later_one_is_unreachable():
    parcours = definition([question("x", 0, 1, si=["y.a"]), question("y", 0, 1)])
    assert trouves(parcours) == [(GenreDefaut.INATTEIGNABLE, [], 0)]
    assert "vient après elle" in verify(parcours, publiques=PUBLIQUES).defauts[0].phrase


@pytest.mark.parametrize(("si", "phrase"), [("w.a", "n’existe plus"), ("x.zz", "n’existe plus")])
def test_question_that_depends_on_what_is_no_more_is_unreachable(si, phrase):
    parcours = definition([question("x", 0, 1), question("y", 0, 1, si=[si])])
    (fault,) = verify(parcours, publiques=PUBLIQUES).defauts
    assert (fault.genre, phrase in fault.phrase, [e.question for e in fault.chemin]) == (
        GenreDefaut.INATTEIGNABLE,
        True,
        ["Question x"],
    )


def test_conditions_that_exclude_each_other_are_contradictory_and_the_nearest_path_is_told():
    parcours = definition(
        [question("x", 0, 1), question("y", 0, 1, si=["x.b"]), question("z", 0, 1, si=["x.a", "y.a"])]
    )
    assert trouves(parcours) == [(GenreDefaut.CONTRADICTOIRE, [("Question x", "Réponse a")], 2)]


def test_question_without_an_answer_is_a_dead_end_with_the_path_to_it():
    parcours = definition([question("x", 0, 1), question("y", si=["x.b"])])
    assert trouves(parcours) == [(GenreDefaut.IMPASSE, [("Question x", "Réponse b")], 1)]


@pytest.mark.parametrize("famille", list(Famille))
def test_path_without_one_of_the_columns_is_told(famille):
    rules = [regle(one, cible=page, si=["x.b"] if one == famille else []) for page, one in enumerate(Famille, start=1)]
    parcours = definition([question("x", 0, 1)], rules)
    (fault,) = verify(parcours, publiques=PUBLIQUES).defauts
    assert (fault.genre, fault.chemin, fault.panneau) == (
        GenreDefaut.SANS_FAMILLE,
        (WalkStep("Question x", "Réponse a"),),
        "regles",
    )


def test_column_that_depends_on_a_measure_is_followed_to_the_point():
    """At most 49 %: the path that goes beyond has no outil."""
    rules = [
        regle(Famille.DONNEE, cible=1),
        regle(Famille.OUTIL, cible=2, dimension="d", plafond=49),
        regle(Famille.COMPETENCE, cible=3),
    ]
    parcours = definition([question("x", 0, 1, 2, dimension="d")], rules, [dimension("d")])
    assert trouves(parcours) == [(GenreDefaut.SANS_FAMILLE, [("Question x", "Réponse b")], 0)]


def test_proposal_that_is_not_published_blocks_and_a_broken_one_warns():
    parcours = definition([question("x", 0, 1)])
    hidden = [one for one in trouves(parcours, publiques={1, 3}) if one[0] == GenreDefaut.NON_PUBLIEE]
    assert hidden == [(GenreDefaut.NON_PUBLIEE, [("Question x", "Réponse a")], 1)]
    assert trouves(parcours, cassees={3}) == [(GenreDefaut.LIEN_CASSE, [("Question x", "Réponse a")], 2)]
    assert verify(parcours, publiques=PUBLIQUES, cassees={3}).bloquants == ()


def test_search_that_finds_nothing_and_proposal_that_nobody_gets_are_told():
    rules = [*[regle(one, cible=page) for page, one in enumerate(Famille, start=1)]]
    rules += [regle(Famille.OUTIL, code="s"), regle(Famille.OUTIL, cible=1, si=["x.zz"])]
    parcours = definition([question("x", 0, 1)], rules)
    assert trouves(parcours, steriles={"s"}) == [
        (GenreDefaut.SANS_RESULTAT, [("Question x", "Réponse a")], 3),
        (GenreDefaut.JAMAIS, [], 4),
    ]


def test_dimension_without_a_first_level_and_parcours_without_a_question():
    parcours = definition([question("x", 0, 1)], dimensions=[dimension("d", 30, 60)])
    assert [one[0] for one in trouves(parcours)] == [GenreDefaut.NIVEAUX]
    assert [one[0] for one in trouves(definition([]))] == [GenreDefaut.VIDE]


def test_more_paths_than_allowed_are_sampled_the_same_way_each_time():
    questions = [question(f"q{rang}", 0, 1, 2, dimension="d") for rang in range(12)]
    rules = [regle(one, cible=page, dimension="d") for page, one in enumerate(Famille, start=1)]
    parcours = definition(questions, rules, [dimension("d")])
    reports = [verify(parcours, publiques=PUBLIQUES, au_plus=500) for _ in range(2)]
    assert (reports[0].chemins, reports[0].echantillon) == (500, True)
    assert reports[0] == reports[1]


CODES = ("x", "y", "z", "w")


@st.composite
def parcours_au_hasard(draw):
    """A small parcours with conditions that may be right or wrong."""
    questions = []
    for code in CODES:
        si = draw(st.lists(st.sampled_from([f"{one}.{c}" for one in CODES for c in "abz"]), max_size=3))
        forme = draw(st.sampled_from([FormeQuestion.UNIQUE, FormeQuestion.PLUSIEURS]))
        points = draw(st.lists(st.integers(0, 3), max_size=3))
        questions.append(
            question(
                code,
                *points,
                forme=forme,
                si=si,
                facultative=draw(st.booleans()),
                dimension=draw(st.sampled_from(["", "d"])),
            )
        )
    rules = []
    for page, famille in enumerate(Famille, start=1):
        for _ in range(draw(st.integers(0, 2))):
            si = draw(st.lists(st.sampled_from([f"{one}.{c}" for one in CODES for c in "ab"]), max_size=2))
            by_level = draw(st.booleans())
            rules.append(
                regle(famille, cible=page, si=si, dimension="d" if by_level else "", plafond=draw(st.integers(0, 100)))
            )
    return definition(questions, rules, [dimension("d")])


def force_brute(parcours):
    """The kinds of faults by trying every combination of answers of every question, without any shortcut."""

    def answers(one):
        codes = sorted(one.codes)
        some = (
            chain.from_iterable(combinations(codes, size) for size in range(1, len(codes) + 1))
            if one.forme == FormeQuestion.PLUSIEURS
            else ((code,) for code in codes)
        )
        return [(), *some]

    met, dead, without = set(), set(), set()
    for combination in product(*(answers(one) for one in parcours.questions)):
        where = etat(
            parcours, {one.code: given for one, given in zip(parcours.questions, combination, strict=True) if given}
        )
        stopped = None
        for one in where.posees:
            met.add(one.code)
            if one.code in where.valables or one.facultative:
                continue
            stopped = one
            break
        if stopped is not None:
            if not stopped.choix:
                dead.add(stopped.code)
            continue
        given = {one.famille for one in applicables(parcours, where, mesures(parcours, where))}
        without |= set(Famille) - given
    return {one.code for one in parcours.questions} - met, dead, without


@given(parcours_au_hasard())
@examples(short=60, long=3_000)
def test_walk_finds_what_trying_everything_finds(parcours):
    report = verify(parcours, publiques=PUBLIQUES)
    by_genre = {
        genre: {parcours.questions[one.rang].code for one in report.defauts if one.genre == genre}
        for genre in (GenreDefaut.INATTEIGNABLE, GenreDefaut.CONTRADICTOIRE, GenreDefaut.IMPASSE)
    }
    ends = {famille: f"{famille.pluriel}." for famille in Famille}
    lacking = [one.phrase for one in report.defauts if one.genre == GenreDefaut.SANS_FAMILLE]
    columns = {famille for famille in Famille if any(phrase.endswith(ends[famille]) for phrase in lacking)}
    unmet, dead, without = force_brute(parcours)
    assert (
        by_genre[GenreDefaut.INATTEIGNABLE] | by_genre[GenreDefaut.CONTRADICTOIRE],
        by_genre[GenreDefaut.IMPASSE],
        columns,
    ) == (unmet, dead, without)


def test_unanswerable_optional_question_is_no_dead_end():
    parcours = definition([question("x", facultative=True), question("y", 0, 1)])
    assert trouves(parcours) == []


def test_conditions_are_gathered_by_question():
    assert conditions_de(["x.a", "y.b", "x.c"]) == conditions_de(["x.c", "x.a", "y.b"])
    assert replace(question("x"), conditions=conditions_de([])).conditions == ()
