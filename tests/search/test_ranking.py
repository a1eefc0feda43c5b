"""What comes first, on both engines: accents with inflections, near words, whole titles; the term's own page."""

import pytest

from search.contract.query import SearchQuery, Visibility, presented
from search.planning.parsing import parse
from tests.search.corpus import document
from tests.search.test_contract import TODAY, query_of, write


def first(engine, text):
    query = SearchQuery(text=text, visibility=Visibility(today=TODAY))
    return engine.search(query, parse(text)).hits[0].id


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("retraité", "Bénévolat des retraités", "Préparer sa retraite"),
        ("marché", "Les marchés publics", "La marche à pied"),
        ("diplômé", "Emploi des diplômées", "Un diplôme pour tous"),
        ("âgé", "Les personnes âgées", "Un âge pour tout"),
        ("pêche", "Les pêches durables", "Le péché"),
    ],
)
def test_accented_stem_outweighs_the_folded_exact_form(engine, typed, meant, other):
    write(engine, [document(1, other), document(2, meant)])

    assert first(engine, typed) == 2


def test_words_side_by_side_come_before_words_apart(engine):
    write(
        engine,
        [
            document(
                1, "Règlement", corps="À l’intérieur, un texte sans rapport en parle, et bien plus loin un ministère."
            ),
            document(2, "Contacts", corps="Le ministère de l’intérieur répond à tous les courriers des communes."),
            *(document(rank, f"Guide {rank}", corps="Un texte d’une autre page.") for rank in range(3, 60)),
        ],
    )

    assert first(engine, "ministère de l'intérieur") == 2


@pytest.mark.parametrize(
    ("typed", "phrase", "title", "apart"),
    [
        ("ministère de l'intérieur", "le ministère de l’intérieur", "Règlement intérieur", "ministère"),
        ("cour des comptes", "la cour des comptes", "Tenir ses comptes", "cour"),
        ("droit de passage", "un droit de passage", "Passage au numérique", "droit"),
    ],
)
def test_name_in_a_body_outweighs_a_title_that_holds_one_of_its_words(engine, typed, phrase, title, apart):
    prose = "La commune répond aux habitants et publie chaque année un bilan de ses actions. " * 30
    others = [
        *(document(rank, f"Guide {rank}", corps=f"{prose} Voir {apart}.") for rank in range(3, 9)),
        *(document(rank, f"Fiche {rank}", corps=prose) for rank in range(9, 60)),
    ]
    write(
        engine,
        [
            document(1, title, corps=f"{prose} Il en sera parlé. {prose} Un mot, {apart}, y est aussi."),
            document(2, "Contacts", corps=f"{prose} On peut écrire : {phrase} répond. {prose}"),
            *others,
        ],
    )

    assert first(engine, typed) == 2


def test_title_that_is_typed_whole_comes_first(engine):
    write(engine, [document(1, "Qu’est-ce que le vélo ?"), document(2, "Le vélo, le vélo et le vélo")])

    assert first(engine, "Qu'est-ce que le vélo ?") == 1


def test_without_words_the_own_page_comes_first_then_the_nearest_rung(engine):
    write(
        engine,
        [
            document(1, own=("france",)),
            # What applies to the region and to the country as well sits on the nearer rung.
            document(6, own=("reg-1", "france"), est_fictif=True),
            document(2, own=("reg-1",)),
            document(3, own=("com-a",)),
            document(4, own=("dep-a",), est_fictif=True),
            document(5, own=("dep-a",), presente=(presented("territoire", "dep-a"),)),
        ],
    )

    query = query_of(territoire=["dep-a"])
    assert [hit.id for hit in engine.search(query, parse("")).hits] == [5, 3, 4, 2, 6, 1]


def test_page_of_an_acteur_comes_before_what_is_newer(engine):
    write(
        engine,
        [
            document(1, acteur=["entreprises"], presente=(presented("acteur", "entreprises"),)),
            document(2, acteur=["entreprises"]),
        ],
    )

    assert [hit.id for hit in engine.search(query_of(acteur=["entreprises"]), parse("")).hits] == [1, 2]
