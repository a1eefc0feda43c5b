"""The header by which caches in front of the site know what an answer is made of."""

from collections.abc import Iterable, Iterator

#: Characters of one header. Servers stop at 8 192 bytes for all of it: 1 500 keys of pages made an answer a 503.
AT_MOST = 4_000
#: Where a key of each page would be too many, what all lists of pages are known by stands for them.
OF_ONE_PAGE, OF_ALL = "page-", "pages"


def surrogate_keys(keys: Iterable[str]) -> str:
    """The header for these keys, in their order."""
    known = list(dict.fromkeys(keys))
    said = " ".join(known)
    if len(said) <= AT_MOST:
        return said
    few = dict.fromkeys(OF_ALL if key.startswith(OF_ONE_PAGE) else key for key in known)
    return " ".join(few)


def in_lots(keys: Iterable[str]) -> Iterator[str]:
    """The headers that together name these keys."""
    lot: list[str] = []
    for key in keys:
        if lot and len(" ".join((*lot, key))) > AT_MOST:
            yield " ".join(lot)
            lot = []
        lot.append(key)
    if lot:
        yield " ".join(lot)
