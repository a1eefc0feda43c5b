"""What an event of the journal must be told in each of its places: whoever forgot one is named at the start."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from headless.journal.entries import PARTS
from headless.journal.enums import Evenement, Objet


def check_events(**kwargs: Any) -> list[CheckMessage]:
    """One error for each place that was forgotten."""
    return [Error(sentence, hint=hint, id=f"journal.E{number:03}") for number, sentence, hint in _faults()]


def _faults() -> Iterator[tuple[int, str, str]]:
    from headless.journal.api import ModificationSchema  # the API is read once all applications are ready

    for event in Evenement:
        if event.value.partition(".")[0] not in Objet.values:
            yield (
                1,
                f"The event « {event.value} » is about nothing that is known.",
                "Its name begins with what it is about, one of Objet of headless/journal/enums.py, and a dot.",
            )
    for about in Objet:
        if about not in PARTS:
            yield 2, f"Nothing is told of « {about.value} ».", "Say in PARTS of headless/journal/entries.py what is."
        if about.value not in ModificationSchema.model_fields:
            yield (
                3,
                f"The API does not describe « {about.value} ».",
                "Add it to ModificationSchema of headless/journal/api.py.",
            )
