"""Whoever fills in a form is helped at each field, or the field is one that needs no help, and it is said why."""

from tests.forms_of_ours import fields, forms

#: The fields that stand without help, each with what tells enough.
NEED_NONE = {
    "go_live_at": "Wagtail’s own dialog says above both hours what they do",
    "expire_at": "as the hour above it",
}


def test_every_field_of_every_form_has_its_help():
    bare = sorted(place for place, said in fields().items() if not said and place.split(".")[1] not in NEED_NONE)
    assert bare == []


def test_what_needs_no_help_is_still_there():
    names = {place.split(".")[1] for place, said in fields().items() if not said}
    assert names == set(NEED_NONE)


def test_all_forms_are_looked_at():
    found = [name for name, _, _ in forms()]
    assert {"Ressource", "Partenaire", "GroupeDeSynonymes", "ReglagesDeRelecture", "ReglagesDesRapports"} <= set(found)
    assert len(fields()) > 400
