"""What is put forward for a search, read once and again as soon as any process has changed it.

Kept for one generation of the terms, which a saved row moves. A page that has been hidden since is not shown: whether
visitors may find it is asked of the database at each search that is answered with one.
"""

from collections.abc import Collection
from functools import lru_cache

from search.lexique.entry_rules import Cle, cle, lignes
from search.promotions.models import MiseEnAvant, PageMiseEnAvant

PAGES_AU_PLUS = 3


def promoted_ids(text: str, generation: int, withheld: Collection[int]) -> list[int]:
    """The ids of the pages that editors put forward for these words, but for those that are withheld."""
    found = _by_key(generation)
    ids = found.get(cle(text), ()) if found else ()
    return [one for one in ids if one not in withheld]


def forget() -> None:
    """Read what is put forward again at the next search."""
    _by_key.cache_clear()


@lru_cache(maxsize=1)
def _by_key(generation: int) -> dict[Cle, tuple[int, ...]]:
    pages: dict[int, list[int]] = {}
    for mise, page in PageMiseEnAvant.objects.filter(mise__actif=True).values_list("mise_id", "page_id"):
        pages.setdefault(mise, []).append(page)
    found: dict[Cle, tuple[int, ...]] = {}
    for pk, requetes in MiseEnAvant.objects.filter(actif=True).values_list("pk", "requetes"):
        for requete in lignes(requetes):
            found[cle(requete)] = tuple(dict.fromkeys((*found.get(cle(requete), ()), *pages.get(pk, ()))))
    return found
