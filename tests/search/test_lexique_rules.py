"""What may stand in the lexique, and the sentences that say why not."""

import pytest

from search.lexique.entry_rules import (
    NamedGroup,
    lignes,
    refus_d_expression,
    refus_de_groupe,
    refus_de_mot_protege,
    refus_de_sigle,
)
from search.lexique.shipped import cle_livree
from search.lexique.synonyms import SynonymGroup, shipped_groups


def egal(*expressions, autres=()):
    return refus_de_groupe(SynonymGroup(expressions), sens_unique=False, autres=autres)


def vers(expressions, cibles, autres=()):
    return refus_de_groupe(SynonymGroup(tuple(expressions), tuple(cibles)), sens_unique=True, autres=autres)


def nomme(nom, expressions, cibles=()):
    return NamedGroup(nom, SynonymGroup(tuple(expressions), tuple(cibles)))


def test_lines_are_trimmed_and_blank_ones_left_out():
    assert lignes("  vélo \r\n\n bicyclette   électrique\n") == ("vélo", "bicyclette électrique")


@pytest.mark.parametrize(
    ("expression", "refus"),
    [
        ("vélo", ""),
        ("économie sociale et solidaire", ""),
        ("5G", ""),
        ("…", "« … » ne contient ni lettre ni chiffre."),
        ("x", "« x » n’a qu’une lettre : il changerait trop de recherches."),
        ("X.", "« X. » n’a qu’une lettre : il changerait trop de recherches."),
        ("de la", "« de la » ne contient que des mots que la recherche laisse de côté."),
        (
            "mot " * 21,
            f"« {('mot ' * 21)[:40]}… » est trop long : 20 mots et 150 caractères au plus, car personne ne le taperait "
            "ainsi.",
        ),
        (
            "a" * 151,
            f"« {'a' * 40}… » est trop long : 20 mots et 150 caractères au plus, car personne ne le taperait ainsi.",
        ),
    ],
)
def test_phrase_that_would_harm_is_refused_with_a_sentence(expression, refus):
    assert refus_d_expression(expression) == refus


def test_group_needs_two_phrases_or_a_target():
    assert egal("vélo") == {"expressions": ["Écrivez au moins deux expressions, une par ligne."]}
    assert vers([], []) == {
        "expressions": ["Écrivez au moins une expression."],
        "cibles": ["Écrivez au moins une cible : ce que ces expressions trouveront aussi."],
    }
    assert refus_de_groupe(SynonymGroup(("vélo", "cycle"), ("piste",)), sens_unique=False) == {
        "cibles": ["Un groupe dont les mots se valent n’a pas de cible : videz ce champ."]
    }


def test_words_that_the_search_cannot_tell_apart_are_refused():
    assert egal("vélo", "VELOS", "bicyclette") == {
        "expressions": ["« vélo » et « VELOS » sont déjà la même chose pour la recherche."]
    }
    assert vers(["vélo"], ["Vélos", "piste"]) == {"cibles": ["« Vélos » est à la fois à trouver et à remplacer."]}


def test_group_that_another_one_says_already_is_refused():
    autres = [nomme("vélo = bicyclette = deux-roues", ["vélo", "bicyclette", "deux-roues"])]

    assert egal("bicyclettes", "vélo", autres=autres) == {
        "expressions": ["« vélo = bicyclette = deux-roues » le dit déjà."]
    }
    assert vers(["vélo"], ["bicyclette"], autres=autres) == {
        "cibles": ["« vélo = bicyclette = deux-roues » le dit déjà."]
    }
    assert egal("vélo", "vélocipède", autres=autres) == {}


def test_loop_of_one_way_groups_is_refused_whatever_its_length():
    premier = nomme("B → C", ["bus"], ["car"])
    second = nomme("C → A", ["car"], ["autocar"])

    assert vers(["car"], ["bus"], autres=[premier]) == {
        "cibles": [
            "« bus » ramène au point de départ par « B → C » : c’est une boucle. "
            "Faites-en un groupe dont les mots se valent."
        ]
    }
    assert vers(["autocars"], ["bus"], autres=[premier, second]) == {
        "cibles": [
            "« bus » ramène au point de départ par « B → C » puis « C → A » : c’est une boucle. "
            "Faites-en un groupe dont les mots se valent."
        ]
    }
    assert vers(["bus"], ["autocar"], autres=[premier, second]) == {}


@pytest.mark.parametrize(
    ("mot", "refus"),
    [
        ("publication", ""),
        ("C", "« C » n’a qu’une lettre : il changerait trop de recherches."),
        ("les", "« les » ne contient que des mots que la recherche laisse de côté."),
        ("tiers-lieu", "« tiers-lieu » compte plusieurs mots pour la recherche : protégez-les un par un."),
    ],
)
def test_protected_word_is_one_word(mot, refus):
    assert refus_de_mot_protege(mot) == refus


@pytest.mark.parametrize(
    ("sigle", "refus"),
    [
        ("E.S.S.", ""),
        ("ZFE-m", ""),
        (
            "économie sociale et solidaire",
            "« économie sociale et solidaire » n’est pas un sigle : écrivez plutôt un groupe de synonymes.",
        ),
    ],
)
def test_sigle_is_short(sigle, refus):
    assert refus_de_sigle(sigle) == refus


def test_every_shipped_group_passes_its_own_rules():
    groupes = [NamedGroup(str(groupe), groupe) for groupe in shipped_groups()]

    refused = {
        one.nom: refus
        for one in groupes
        if (
            refus := refus_de_groupe(
                one.groupe,
                sens_unique=bool(one.groupe.targets),
                autres=[autre for autre in groupes if autre is not one],
            )
        )
    }

    assert refused == {}
    assert len({cle_livree(one.groupe) for one in groupes}) == len(groupes)
