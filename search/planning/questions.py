"""A query that is asked as a sentence: how it is told, and the turns of phrase that say nothing of what is asked."""

import re
from collections.abc import Sequence

from search.french.stopwords import SIGNS_OF_A_QUESTION

#: The subjects that follow their verb: « puis-je », « faut-il », « est-ce ».
PRONOUNS = frozenset(["je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "ce"])
_HAVE = r"(?:ai|as|a|avons|avez|ont|aurais|aurait|avoir)(?:-t)?(?:-(?:je|tu|ils?|elles?|on|nous|vous))?"
_APOSTROPHE = "['\u2019]"
_IDIOMS = re.compile(
    rf"(?<!\w)(?:{_HAVE}\s+(?:le\s+|des\s+|un\s+)?droits?\s+(?=(?:de|du|des|à|a|au|aux)\s|d{_APOSTROPHE})"
    rf"|(?:ça\s+|cela\s+)?(?:veut|veulent)\s+dire(?!\w)"
    rf"|du\s+jour\s+au\s+lendemain(?!\w)"
    rf"|en\s+train\s+(?=de\s|d{_APOSTROPHE}))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")


def without_idioms(text: str) -> str:
    """The text with spaces in place of what only asks: the words that are left stand where they stood."""
    left = _IDIOMS.sub(lambda found: " " * len(found[0]), text)
    return left if _WORD.search(left) else text


def asks(units: Sequence[Sequence[str]], text: str) -> bool:
    """Whether these words (folded; those typed as one thing together) are asked as a sentence."""
    return "?" in text or any(
        (len(unit) > 1 and unit[-1] in PRONOUNS) or not SIGNS_OF_A_QUESTION.isdisjoint(unit) for unit in units
    )
