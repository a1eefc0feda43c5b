"""Two people's changes of the same thing: each keeps what the other did not touch, and only the rest is a conflict."""

from types import SimpleNamespace

from cap.merging import Conflit, merge

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
