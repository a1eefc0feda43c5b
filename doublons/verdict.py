"""Whether two things are one, from what is seen of both. Pure; the numbers were chosen by measure (docs/doublons.md).

`scripts/bench/editors/doubles.py` measures precision and recall on two hundred labelled pairs, and a test holds them.
"""

from typing import NamedTuple

from doublons.enums import Motif
from doublons.words import compare

#: From here on titles alone say that two things are one.
NEAR_TITLE = 80.0
#: A text that was copied says it alone, if it is long enough not to be a formula.
COPIED_TEXT, WORDS_AT_LEAST = 0.78, 12
#: Nor do the parts of a series, which are told in the same words, have texts as near as this under titles so far apart.
SAME_TEXT, FAR_TITLE = 0.95, 50.0
#: A text as near as this one does where the titles are not far from each other.
ALIKE_TEXT, ALIKE_TITLE = 0.30, 45.0
#: The first page of a site is the address of all that has none of its own: its title must then say the same.
HOME_TITLE = 60.0


class Seen(NamedTuple):
    """What is compared: titles as `words.plain` writes them, `text` the likeness of both texts, 0 to 1.

    `words`: how many the shorter text has. `address`: whether one leads to the very place of the other; `home`: whether
    that is the first page of a site.
    """

    title: str
    other: str
    text: float = 0.0
    words: int = 0
    address: bool = False
    home: bool = False


class Judgement(NamedTuple):
    """Why they may be one, most certain first, none when they are not; how sure that is, 0 to 100."""

    motifs: tuple[Motif, ...]
    score: int


def judge(seen: Seen) -> Judgement:
    """Whether two things are one."""
    titles = compare(seen.title, seen.other)
    motifs = []
    if seen.address and (not seen.home or titles.near >= HOME_TITLE):
        motifs.append(Motif.ADRESSE)
    if titles.near >= NEAR_TITLE:
        motifs.append(Motif.TITRE)
    # The parts of a series are told in the same words: their texts prove little.
    copied = seen.text >= COPIED_TEXT and seen.words >= WORDS_AT_LEAST
    alike = seen.text >= ALIKE_TEXT and titles.near >= ALIKE_TITLE
    whole = copied and seen.text >= SAME_TEXT and titles.near < FAR_TITLE
    if whole or ((copied or alike) and not titles.of_a_series):
        motifs.append(Motif.TEXTE)
    if not motifs:
        return Judgement((), 0)
    sure = max(95.0 * (Motif.ADRESSE in motifs), titles.near * (Motif.TITRE in motifs), 100 * seen.text)
    return Judgement(tuple(motifs), min(100, round(sure) + 5 * (len(motifs) - 1)))
