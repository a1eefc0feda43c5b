"""Letters without their accents, as Lucene's ``asciifolding`` filter gives them."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

_EXCEPTIONS: dict[str, str] = json.loads(
    (Path(__file__).parent.parent / "data" / "ascii_folding.json").read_text(encoding="utf-8")
)


def fold(word: str) -> str:
    """The word in ASCII letters where it can be; other scripts stay as they are."""
    return word if word.isascii() else "".join(map(_folded_letter, word))


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    if letter > "\uffff":
        return letter  # Lucene's table stops at the basic plane
    if letter in _EXCEPTIONS:
        return _EXCEPTIONS[letter]
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return bare if bare.isascii() and bare else letter
