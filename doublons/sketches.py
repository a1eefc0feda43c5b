"""Fingerprints of texts, and the keys under which near texts and near titles are found among thousands.

MinHash (Broder 1997) with bands (Leskovec, Rajaraman, Ullman, « Mining of Massive Datasets », 3.4): of each of 60
independent hashes of its shingles a text keeps the least. The share of equal values of two texts estimates how much of
their shingles they share (Jaccard), give or take 0.06. Values are blake2b's, whatever the machine, the process and the
version of a library; a row names the scheme that made it, and no object of any library is kept.
"""

import struct
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from operator import eq

from doublons.addresses import number
from doublons.words import telling

#: What made a fingerprint: rows of another scheme are made anew.
SCHEME = "minhash-60-trigrammes-blake2b-1 paires-de-mots-1"
VALUES = 60
#: Five values to a band: texts that share eight of ten shingles meet in one of twelve bands in 99 cases of 100, those
#: that share a formula of their author, four of ten, in 12.
ROWS = 5
BANDS = VALUES // ROWS
#: blake2b gives 64 bytes at once: sixteen values for each of four persons.
_PERSONS = (b"doublons-0", b"doublons-1", b"doublons-2", b"doublons-3")
_DIGEST = struct.Struct("<16I")
_SKETCH = struct.Struct(f"<{VALUES}I")
SHINGLE = 3
#: Of a title, how many words are paired, and how much of each tells it from others whatever its ending.
WORDS, ROOT = 9, 5


def shingles(text: str) -> set[str]:
    """The trigrams of each word of a plain text, with its edges: the order of the words does not count."""
    found: set[str] = set()
    for word in set(text.split()):
        edged = f" {word} "
        found.update(edged[start : start + SHINGLE] for start in range(len(edged) - SHINGLE + 1))
    return found


def sketch(text: str) -> bytes:
    """The fingerprint of a plain text; empty for one without words."""
    pieces = [piece.encode() for piece in shingles(text)]
    if not pieces:
        return b""
    values: list[int] = []
    for person in _PERSONS:
        rows = (_DIGEST.unpack(blake2b(piece, person=person).digest()) for piece in pieces)
        values.extend(map(min, zip(*rows, strict=True)))
    return _SKETCH.pack(*values[:VALUES])


def likeness(one: bytes, other: bytes) -> float:
    """The share of their shingles that two texts have in common, as their fingerprints tell it: 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(map(eq, _SKETCH.unpack(one), _SKETCH.unpack(other))) / VALUES


def text_keys(fingerprint: bytes) -> Iterator[int]:
    """Under which numbers of 63 bits near texts are found: one for each band."""
    size = 4 * ROWS
    for band in range(len(fingerprint) // size):
        yield number(f"texte {band} {fingerprint[band * size : (band + 1) * size].hex()}")


def title_keys(title: str) -> Iterator[int]:
    """The same for near titles, as `words.plain` writes them: one for every two words that they say, by their roots.

    A title that says one thing only is found under it alone.
    """
    roots = roots_of(title)
    pairs = combinations(roots, 2) if len(roots) > 1 else ((root, "") for root in roots)
    for one, other in pairs:
        yield number(f"titre {one} {other}")


@lru_cache(maxsize=65_536)
def roots_of(title: str) -> list[str]:
    """The roots of the words that a title says, each once, in their order."""
    return sorted({word[:ROOT] for word in telling(title.split())})[:WORDS]


def pairs_of(roots: int) -> int:
    """How many keys so many roots make, one at the least."""
    return max(1, roots * (roots - 1) // 2)
