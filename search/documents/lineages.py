"""What stands above a page's own territoires, so that the wide scope counts it once (`search.answers.facet_counts`).

A territoire counts the pages tagged with it, below it or above it. So that no page is counted both as « below » and
as « above », a document gives its uppermost territoires, and of all that lies at or above its own ones what has none
of them above itself. A commune may lie under two départements: what stands above it is then no single line.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from search.documents.gathering import TerritoireRow
from taxonomy.models import Territoire

Ancetres = Mapping[str, frozenset[str]]


def sommets(territoires: Sequence[TerritoireRow]) -> list[TerritoireRow]:
    """The territoires that no other of the page's own contains."""
    own = {one.chemin[-1] for one in territoires}
    return [one for one in territoires if not own.intersection(one.chemin[:-1])]


def lignee_des_sommets(territoires: Sequence[TerritoireRow], ancetres: Ancetres) -> tuple[str, ...]:
    """Slugs of the page's own territoires and of all that stands above them, less what lies below one of its own."""
    own = {one.chemin[-1] for one in territoires}
    lignee = set(chain.from_iterable(one.chemin for one in territoires))
    return tuple(sorted(slug for slug in lignee if not own & ancetres.get(slug, frozenset())))


def ancetres_utiles(pages: Iterable[Sequence[TerritoireRow]]) -> Ancetres:
    """What stands above each territoire of the pages that hold one inside another; the others need no look-up."""
    emboites = [rows for rows in pages if len(sommets(rows)) < len(rows)]
    slugs = {slug for rows in emboites for one in rows for slug in one.chemin}
    if not slugs:
        return {}
    found = Territoire.objects.filter(slug__in=slugs).values_list("slug", "chemin")
    return {slug: frozenset(chemin.split("/")[:-1]) for slug, chemin in found}
