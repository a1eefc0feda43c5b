"""What may stand in for what is gone: pages that serve the same places, organisations and domains, and still work."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import F

from pages.models import PageEditoriale
from public.rows import ListedPage, RowBook

REMPLACANTS = 3
FACETTES_COMMUNES = 2
#: Facets are read from the database for this many at once; what is known already is read from the cache.
CHERCHES_AU_PLUS = 20
#: More are kept than are shown: some are chosen already, hidden, or broken themselves.
GARDES = 12
SECONDES = 600
FAMILLE = "ressource__nature__famille"
CHEMINS = ("territoires_lies__territoire__pages_liees__page", "acteurs__pages", "domaines__pages")


class Proche(NamedTuple):
    """How close a page is: the same column first, then how many facets, then how many terms are shared."""

    meme_famille: bool
    facettes: int = 0
    termes: int = 0


class Remplacants:
    """The candidates for some pages; `lignes` is theirs once the `carnet` is filled."""

    def __init__(self, pages: Sequence[int], carnet: RowBook) -> None:
        self._candidats = _candidats(pages)
        self._rows = carnet.lignes_par_id(dict.fromkeys(one for ids in self._candidats.values() for one in ids))

    def lignes(self, page: int, *, sauf: Collection[int]) -> tuple[ListedPage, ...]:
        """At most three for this page: public, their own link not to be avoided, none of `sauf`."""
        ids = [one for one in self._candidats.get(page, ()) if one in self._sound and one not in sauf]
        return tuple(self._sound[one] for one in ids[:REMPLACANTS])

    @cached_property
    def _sound(self) -> dict[int, ListedPage]:
        return {row.id: row for row in self._rows if not (row.lien and row.lien.a_eviter)}


def _candidats(pages: Sequence[int]) -> dict[int, list[int]]:
    """The ids that share two facets or more with each of these pages, the closest first."""
    if not pages:
        return {}
    known = cache.get_many([_cle(page) for page in pages])
    found = {page: known[_cle(page)] for page in pages if _cle(page) in known}
    missing = [page for page in pages if page not in found][:CHERCHES_AU_PLUS]
    if missing:
        fresh = _cherches(missing)
        cache.set_many({_cle(page): ids for page, ids in fresh.items()}, SECONDES)
        found |= fresh
    return found


def _cherches(pages: Sequence[int]) -> dict[int, list[int]]:
    """By three queries: which pages of the same kind share how many facets, and how many terms of them."""
    near: dict[int, dict[int, Proche]] = defaultdict(dict)
    for path in CHEMINS:
        alike = {f"{path}__live": True, f"{path}__content_type": F("content_type")}
        shared = PageEditoriale.objects.filter(pk__in=pages, **alike).order_by()
        pairs = Counter(shared.values_list("pk", path, FAMILLE, f"{path}__{FAMILLE}"))
        for (page, other, famille, other_famille), common in pairs.items():
            before = near[page].get(other, Proche(famille == other_famille))
            near[page][other] = Proche(before.meme_famille, before.facettes + 1, before.termes + common)
    return {page: _les_plus_proches(page, near[page]) for page in pages}


def _les_plus_proches(page: int, near: Mapping[int, Proche]) -> list[int]:
    enough = (one for one, how in near.items() if how.facettes >= FACETTES_COMMUNES and one != page)
    return sorted(enough, key=lambda one: (near[one], -one), reverse=True)[:GARDES]


def _cle(page: int) -> str:
    return f"cap.remplacants.{page}"
