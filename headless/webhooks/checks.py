"""What other sites and caches must be told of each thing that changes: whoever forgot it is named at the start."""

from typing import Any

from django.core.checks import CheckMessage, Error

from headless.journal.enums import Objet
from headless.webhooks.distribution import ORDERED_BY
from headless.webhooks.purge import STALE


def check_messages(**kwargs: Any) -> list[CheckMessage]:
    """One error for each place that was forgotten."""
    found: list[CheckMessage] = []
    for about in Objet:
        if about not in ORDERED_BY:
            sentence = f"Messages about « {about.value} » would arrive in any order."
            hint = "Say in ORDERED_BY of headless/webhooks/distribution.py which of them belong together."
            found.append(Error(sentence, hint=hint, id="webhooks.E001"))
        if about not in STALE:
            sentence = f"Caches would keep what is old of « {about.value} »."
            hint = "Say in STALE of headless/webhooks/purge.py which answers are."
            found.append(Error(sentence, hint=hint, id="webhooks.E002"))
    return found
