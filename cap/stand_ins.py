"""What may stand in for what is gone: pages that serve the same places, organisations and domains, and still work."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from cap.models import NOTE_AU_PLUS, Cap, Element
from doublons.merging.following import Follower
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


def count_chosen(source: PageEditoriale) -> int:
    """How many roadmaps have chosen the page."""
    return Element.objects.filter(page=source).count()


def move_chosen(source: PageEditoriale, cible: PageEditoriale) -> int:
    """Have them choose the other page; who had chosen both keeps that one, with both notes."""
    elements = list(Element.objects.select_for_update(of=("self",)).filter(page=source).order_by("pk"))
    beside = {one.cap_id: one for one in Element.objects.filter(page=cible, cap__in=[e.cap_id for e in elements])}
    for element in elements:
        kept = beside.get(element.cap_id)
        if kept is None:
            element.page, element.page_du = cible, cible.last_published_at or timezone.now()
            element.save(update_fields=["page", "page_du"])
            continue
        if element.note and element.note not in kept.note:
            kept.note = f"{kept.note}\n{element.note}".strip()[:NOTE_AU_PLUS]
            kept.save(update_fields=["note"])
        element.delete()
    Cap.objects.filter(pk__in=[one.cap_id for one in elements]).update(version=F("version") + 1)
    return len(elements)


#: What becomes of them when one page takes the place of another one.
FOLLOWER = Follower(("élément de C.A.P.", "éléments de C.A.P."), count_chosen, move_chosen)
