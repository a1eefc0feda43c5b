"""What changes, and a facet, that were forgotten somewhere are named at the start."""

from pathlib import Path

import pytest

from headless.contenus.api import ContenusParameters
from headless.contenus.checks import check_parameters
from headless.journal import checks as of_journal
from headless.journal import keeping
from headless.journal.api import ModificationSchema
from headless.journal.enums import Evenement, Objet
from headless.webhooks import checks as of_messages

GUIDE = Path(__file__).resolve().parents[2] / "docs/api.md"


def told():
    errors = [*of_journal.check_events(), *of_messages.check_messages(), *check_parameters()]
    return [(error.id, error.msg) for error in errors]


def without(table, one):
    return {name: value for name, value in table.items() if name != one}


def test_everything_stands_in_each_of_its_places():
    assert told() == []


@pytest.mark.parametrize(
    ("place", "name", "expected"),
    [
        (of_journal, "PARTS", ("journal.E002", "Nothing is told of « lien ».")),
        (of_messages, "ORDERED_BY", ("webhooks.E001", "Messages about « lien » would arrive in any order.")),
        (of_messages, "STALE", ("webhooks.E002", "Caches would keep what is old of « lien ».")),
    ],
)
def test_what_changes_and_was_forgotten_is_named(monkeypatch, place, name, expected):
    monkeypatch.setattr(place, name, without(getattr(place, name), Objet.LIEN))
    assert told() == [expected]


def test_what_the_api_does_not_describe_is_named(monkeypatch):
    monkeypatch.setattr(ModificationSchema, "model_fields", without(ModificationSchema.model_fields, "lien"))
    monkeypatch.setattr(ContenusParameters, "model_fields", without(ContenusParameters.model_fields, "odd"))
    assert told() == [
        ("journal.E003", "The API does not describe « lien »."),
        ("contenus.E001", "« odd » is no parameter of /api/v3/contenus/."),
    ]


def test_event_about_nothing_that_is_known_is_named(monkeypatch):
    monkeypatch.setattr(of_journal, "Evenement", [Evenement.PAGE_PUBLIEE, type("Autre", (), {"value": "rien.faite"})])
    assert told() == [("journal.E001", "The event « rien.faite » is about nothing that is known.")]


def test_every_event_is_written_by_the_journal():
    code = Path(keeping.__file__).read_text("utf-8")
    assert [event.name for event in Evenement if f"Evenement.{event.name}" not in code] == []


def test_every_event_is_in_the_guide():
    guide = GUIDE.read_text("utf-8")
    assert [event.value for event in Evenement if f"`{event.value}`" not in guide] == []
