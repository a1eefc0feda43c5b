"""What stands above a page's own territoires, for the wide scope of a search.

Under that scope a territoire counts the pages tagged with it, below it or above it, each page once. For this a document
carries two lists, which `search.answers.facet_counts` and the engines use:

* its `sommets`: its own territoires, less those that lie inside another of its own;
* its `lignee_des_sommets`: its own territoires and all that stands above them, less what lies inside one of its own.

A commune stands in its département and under its intercommunalité, which may reach beyond it: what stands above it is
then no single line. An intercommunalité over several départements is found in each of them, and inside none.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from django.db import connection

from search.documents.gathering import TerritoireRow
from taxonomy.enums import Niveau
from taxonomy.models import Territoire

_FORKING = frozenset({Niveau.EPT.value, Niveau.COMMUNE.value})
Ancetres = Mapping[str, frozenset[str]]


def sommets(territoires: Sequence[TerritoireRow]) -> list[TerritoireRow]:
    """The territoires that no other of the page's own contains."""
    own = {one.chemin[-1] for one in territoires}
    return [one for one in territoires if not own.intersection(one.chemin[:-1])]


def lignee_des_sommets(territoires: Sequence[TerritoireRow], ancetres: Ancetres) -> tuple[str, ...]:
    """Slugs of the page's own territoires and of all that stands above them, less what lies inside one of its own."""
    own = {one.chemin[-1] for one in territoires}
    lignee = set(chain.from_iterable(one.trouve_par for one in territoires))
    return tuple(sorted(slug for slug in lignee if not own & ancetres.get(slug, frozenset())))


def _may_fork(territoires: Sequence[TerritoireRow]) -> bool:
    """Whether what stands above one of several may lie in another of them although it does not itself."""
    return len(territoires) > 1 and any(one.touche or one.niveau in _FORKING for one in territoires)


def ancetres_utiles(pages: Iterable[Sequence[TerritoireRow]]) -> Ancetres:
    """What stands above each territoire of the pages for which it matters; the others need no look-up."""
    emboites = [rows for rows in pages if len(sommets(rows)) < len(rows) or _may_fork(rows)]
    slugs = {slug for rows in emboites for one in rows for slug in one.trouve_par}
    if not slugs:
        return {}
    found = Territoire.objects.filter(slug__in=slugs).values_list("slug", "chemin")
    return {slug: frozenset(chemin.split("/")[:-1]) for slug, chemin in found}


def every_line() -> str:
    """What stands above each territoire there is, as one text that the database makes: 36 000 of them in 7 ms."""
    join = "group_concat" if connection.vendor == "sqlite" else "string_agg"
    lines = Territoire.objects.order_by("chemin").values("chemin").query
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {join}(chemin, ';') FROM ({lines}) AS lines")  # noqa: S608  names of ours alone
        found: str | None = cursor.fetchone()[0]
    return found or ""
