"""Two people's changes of the same thing: each keeps what the other did not touch, and only the rest is a conflict."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from cap.merging import Conflit, merge, texte
from tests.factories import taxonomy

SEEN = {"note": "Ancienne", "statut": "a_faire"}


def row(**changed):
    """What is kept now: what both saw, but for what the other has changed meanwhile."""
    return SimpleNamespace(**{**SEEN, **changed})


def test_field_that_its_author_did_not_touch_is_left_to_the_other():
    kept = row(note="De l’autre")
    assert merge(kept, SEEN, SEEN, {"note": "Ancienne", "statut": "fait"}) == []
    assert kept == row(note="De l’autre", statut="fait")


def test_field_that_both_changed_is_a_conflict_and_keeps_what_came_first():
    kept = row(note="De l’autre")
    assert merge(kept, SEEN, SEEN, {"note": "La mienne"}) == [Conflit("note", "De l’autre", "La mienne")]
    assert kept == row(note="De l’autre")


def test_field_that_both_changed_alike_is_no_conflict():
    kept = row(note="La même")
    assert merge(kept, SEEN, SEEN, {"note": "La même"}) == []
    assert kept == row(note="La même")


def test_field_that_was_not_sent_is_left_alone_and_one_after_it_is_written():
    kept = row()
    assert merge(kept, SEEN, SEEN, {"statut": "fait"}) == []
    assert kept == row(statut="fait")


def test_field_that_nobody_showed_was_seen_empty():
    kept = row(note="")
    assert merge(kept, SEEN, {}, {"note": "La mienne", "statut": "fait"}) == [Conflit("statut", "a_faire", "fait")]
    assert kept == row(note="La mienne")


def test_texts_are_compared_as_they_are_kept():
    kept = row(note="Une\nligne")
    assert merge(kept, SEEN, {"note": "Une\r\nligne "}, {"note": " Deux\r\nlignes\x00"}) == []
    assert kept == row(note="Deux\nlignes")


def test_value_is_written_as_forms_write_it():
    assert [texte(value) for value in (None, date(2028, 6, 30), " à faire ", 3)] == ["", "2028-06-30", "à faire", "3"]


@pytest.fixture
def lists(db):
    taxonomy.acteur(slug="association")
    taxonomy.region(code="84")


@pytest.mark.parametrize(
    ("champ", "before", "asked", "kept"),
    [
        ("echeance", None, "2028-06-30", date(2028, 6, 30)),
        ("echeance", date(2028, 6, 30), "", None),
        ("profil", "", "association", "association"),
        ("profil", "association", "", ""),
        ("region", "", "reg-84", "reg-84"),
        ("region", "reg-84", "", ""),
        ("statut", "a_faire", "fait", "fait"),
        ("note", "", "n’importe quoi", "n’importe quoi"),
    ],
)
def test_value_of_its_list_is_set(lists, champ, before, asked, kept):
    row = SimpleNamespace(**{champ: before})
    assert merge(row, [champ], {champ: texte(before)}, {champ: asked}) == []
    assert row == SimpleNamespace(**{champ: kept})


@pytest.mark.parametrize(
    ("champ", "asked", "said"),
    [
        ("echeance", "demain", "Écrivez une date, par exemple 2028-06-30."),
        ("profil", "inconnu", "Choisissez un profil de la liste."),
        ("region", "inconnue", "Choisissez une région de la liste."),
        ("statut", "inconnu", "Choisissez un état."),
        ("statut", "", "Choisissez un état."),
    ],
)
def test_value_of_no_list_is_refused_in_words_and_nothing_is_set(lists, champ, asked, said):
    row = SimpleNamespace(**{champ: "avant"})
    with pytest.raises(ValidationError) as refused:
        merge(row, [champ], {champ: "avant"}, {champ: asked})
    assert refused.value.message_dict == {champ: [said]}
    assert row == SimpleNamespace(**{champ: "avant"})
