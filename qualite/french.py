"""How hard a French text is to read: its words, its sentences, its syllables, and two measures. Pure.

**Kandel and Moles** adapted Flesch's index to French, whose words have more syllables than English ones:

    207 − 1,015 × words per sentence − 73,6 × syllables per word

L. Kandel, A. Moles, « Application de l’indice de Flesch à la langue française », Cahiers d’études de
radio-télévision, n° 19, 1958, p. 253–274. The higher, the easier: 100 is very easy, under 30 is for specialists.

**LIX** is words per sentence plus the share, of 100, of words of more than six letters (C.-H. Björnsson, Läsbarhet,
Stockholm, Liber, 1968). It needs no syllables: Wagtail's « Vérifications » shows it beside.

Syllables are counted as French is read, not as verse: a final « e » is silent, and so is « -ent » after « ai » or
« ss ». `tests/qualite/test_french.py` holds how often that is right.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Fewer words tell nothing of how a text reads.
WORDS_AT_LEAST = 100
LONG_WORD = 6

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,\u00a0\u202f]\d+)*")
_END = re.compile(r"[.!?…]+(?:\s*[»”)\]])*(?=\s+(?:[«“(\[]\s*)?[A-ZÀ-ÖØ-Þ0-9])")
#: What a full stop follows without ending a sentence.
_SHORT = re.compile(r"(?:\b(?:M|MM|Mme|Mmes|Dr|art|p|pp|cf|ex|no|n°|vol|éd|St|Ste)|\b[A-ZÀ-Þ])\.$")
_VOWELS = "aàâäeéèêëiîïoôöuùûüyœæ"
_GROUPS = re.compile(f"[{_VOWELS}]+")
_SILENT = re.compile(f"(?<=[^{_VOWELS}])(?:es?)$|(?<=[{_VOWELS}])es?$|(?<=ai)ent$|(?<=ss)ent$")
#: Within a run of vowels, what starts another syllable: an accent that nothing melts with, and a diaeresis.
_HIATUS = re.compile(
    r"(?<=[aeoué])(?=[éèïëü])|(?<=é)(?=[aeiouâêîôœ])|(?<=[aeou]y)(?=[aeiouéèêâ])|(?<=a)(?=o)|(?<=o)(?=[ao])"
)
_NOT_HEARD = re.compile(r"(?<=[qg])u(?=[eiéèêy])|(?<=q)u(?=[ao])")


@dataclass(frozen=True, slots=True)
class Measured:
    """What is counted in a text."""

    words: int = 0
    sentences: int = 0
    syllables: int = 0
    long_words: int = 0

    @property
    def kandel_moles(self) -> float:
        """Ease of reading after Kandel and Moles, mostly 0 to 100, the higher the easier; 100 without a word."""
        if not self.words:
            return 100.0
        return 207 - 1.015 * self.words / max(self.sentences, 1) - 73.6 * self.syllables / self.words

    @property
    def lix(self) -> float:
        """Björnsson's LIX: under 40 easy, over 60 very hard; 0 without a word."""
        if not self.words:
            return 0.0
        return self.words / max(self.sentences, 1) + 100 * self.long_words / self.words


def sentences(text: str) -> list[str]:
    """The sentences of one run of text, such as a paragraph; abbreviations and initials end none."""
    found: list[str] = []
    plain, start = " ".join(text.split()), 0
    for end in (*(one.end() for one in _END.finditer(plain)), len(plain)):
        piece = plain[start:end].strip()
        if piece and not _SHORT.search(piece):
            found.append(piece)
            start = end
    if rest := plain[start:].strip():
        found.append(rest)
    return found


def words(text: str) -> list[str]:
    """The words of a text; an elided article is a word, a compound with hyphens is one, a number is one."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables are heard; one at least, and one for a number."""
    heard = _NOT_HEARD.sub("", word.lower())
    if not heard.isalpha() and "-" not in heard:
        return 1
    return sum(_of_part(part) for part in heard.split("-"))


def _of_part(part: str) -> int:
    short = _SILENT.sub("", part)
    short = short if _GROUPS.search(short) else part
    return max(1, sum(1 + len(_HIATUS.findall(run)) for run in _GROUPS.findall(short)))


def measured(texts: Iterable[str]) -> Measured:
    """The counts of these runs of text together; a run without a full stop is one sentence."""
    counted = [(found, len(sentences(text))) for text in texts if (found := words(text))]
    all_words = [word for found, _ in counted for word in found]
    return Measured(
        words=len(all_words),
        sentences=sum(number for _, number in counted),
        syllables=sum(map(syllables, all_words)),
        long_words=sum(len(word) > LONG_WORD for word in all_words),
    )
