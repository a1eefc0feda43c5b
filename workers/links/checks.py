"""What a class of observation must be told in each of its places: whoever forgot one is named at the start."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from workers.links.client.classes import ALIVE, UNCOUNTED, UNVERIFIABLE, AttentionReason, LienState, ObservationClass
from workers.links.verdict.policy import JUDGES
from workers.links.verdict.rules import RULES, Group
from workers.links.verdict.sentences import CLASS_SENTENCES, REASON_LABELS, STATE_LABELS

#: The sets of classes that the client and the groups of rules both tell.
SETS = {
    "ALIVE": (ALIVE, Group.ALIVE),
    "UNVERIFIABLE": (UNVERIFIABLE, Group.UNVERIFIABLE),
    "UNCOUNTED": (UNCOUNTED, Group.UNCOUNTED),
}


def check_classes(**kwargs: Any) -> list[CheckMessage]:
    """One error for each place that was forgotten."""
    return [Error(sentence, hint=hint, id=f"links.E{number:03}") for number, sentence, hint in _faults()]


def _faults() -> Iterator[tuple[int, str, str]]:
    for one in ObservationClass:
        if one not in RULES:
            yield 1, f"No rule judges {one.name}.", "Give it a line in RULES of workers/links/verdict/rules.py."
            continue
        for name, (seen, group) in SETS.items():
            if (one in seen) != (RULES[one].group is group):
                yield (
                    3,
                    f"{one.name}: its rule is of the group {RULES[one].group.name}, the client says otherwise.",
                    f"Add it to {name} of workers/links/client/classes.py, take it out, or give it another rule.",
                )
    for group in Group:
        if group not in JUDGES:
            yield 1, f"No judge knows the group {group.name}.", "Name one in JUDGES of workers/links/verdict/policy.py."
    for words, members in (
        (CLASS_SENTENCES, ObservationClass),
        (STATE_LABELS, LienState),
        (REASON_LABELS, AttentionReason),
    ):
        for member in members:
            if member not in words:
                yield (
                    2,
                    f"Editors read nothing of {member.name}.",
                    "Give it its words in workers/links/verdict/sentences.py.",
                )
