"""Finds with which others each changed page may be one thing, and keeps the pairs for the report.

Whoever saves only marks the page; a worker compares, and the schedule does what a lost message left. The same turn
makes the fingerprints that are missing or of another scheme.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from doublons.addresses import SCHEME as ADDRESSES
from doublons.finding import Asked, KnownPage, compared, leading, verdicts
from doublons.models import CleDAdresse, Empreinte, PaireDeDoubles
from doublons.recording import compared_types, record_links, record_pages, said_by, said_in
from doublons.signals import pairs_changed
from doublons.sketches import SCHEME
from doublons.verdict import Judgement
from liens.models import Lien, OccurrenceLien
from pages.models import PageEditoriale
from pages.page_types import main_link_places

LOT = 5_000
#: A portal's address may lead to hundreds of pages: more doubles of one page than this help nobody.
PAIRS_OF_A_PAGE = 20


def compare_waiting(at_most: int = LOT) -> int:
    """Do one turn: up to `at_most` links and pages; returns how many were done, 0 when nothing waits."""
    return record_missing(at_most) + compare_marked(at_most)


def record_missing(at_most: int) -> int:
    """Make the keys and fingerprints of up to so many links and pages that have none by today's schemes."""
    return _record_missing_links(at_most) + _record_missing_pages(at_most)


def _record_missing_links(at_most: int) -> int:
    current = CleDAdresse.objects.filter(schema=ADDRESSES).values("lien")
    ids = list(Lien.objects.exclude(pk__in=current).order_by("pk").values_list("pk", flat=True)[:at_most])
    record_links(ids)
    return len(ids)


def _record_missing_pages(at_most: int) -> int:
    done = 0
    current = Empreinte.objects.filter(schema=SCHEME).values("page")
    for model in compared_types():
        rows = model.objects.filter(alias_of__isnull=True).exclude(pk__in=current).order_by("pk")
        pages = list(rows.select_related("latest_revision")[: at_most - done])
        record_pages({page.pk: _latest(page) for page in pages})
        done += len(pages)
    return done


def _latest(page: PageEditoriale) -> tuple[str, str]:
    draft = page.latest_revision if page.has_unpublished_changes else None
    return said_in(draft.content) if draft is not None else said_by(page)


def compare_marked(at_most: int) -> int:
    """Each in a transaction of its own batch: what is saved meanwhile is marked again, and compared again."""
    with transaction.atomic():
        waiting = Empreinte.objects.select_for_update().filter(a_comparer=True).order_by("pk")[:at_most]
        pages = list(waiting.values_list("pk", flat=True))
        write_pairs(pages)
        Empreinte.objects.filter(pk__in=pages).update(a_comparer=False)
    return len(pages)


def write_pairs(pages: Sequence[int]) -> int:
    """Find the doubles of these pages and put them in the place of those known before; returns how many pairs."""
    asked = describe(pages)
    pairs: dict[tuple[int, int], Judgement] = {}
    for one, found in zip(asked, verdicts(asked), strict=True):
        surest = sorted(found.items(), key=lambda pair: -pair[1].score)[:PAIRS_OF_A_PAGE]
        for pk, verdict in surest:
            own = one.besides or 0
            pairs[min(pk, own), max(pk, own)] = verdict
    before = PaireDeDoubles.objects.filter(Q(premiere__in=pages) | Q(seconde__in=pages))
    known = set(before.order_by().values_list("premiere_id", "seconde_id"))
    before.delete()
    PaireDeDoubles.objects.bulk_create(
        (
            PaireDeDoubles(premiere_id=first, seconde_id=second, motifs=list(verdict.motifs), score=verdict.score)
            for (first, second), verdict in pairs.items()
        ),
        batch_size=LOT,
    )
    if changed := known ^ set(pairs):
        pairs_changed.send(sender=PaireDeDoubles, pages={pk for pair in changed for pk in pair})
    return len(pairs)


def describe(pages: Sequence[int]) -> list[Asked]:
    """These pages as their fingerprints and the registry of links have them, those that nothing took the place of."""
    rows = compared().filter(pk__in=pages).values_list("pk", "titre", "texte", "mots")
    links = main_links(pages)
    return [Asked(KnownPage.of(titre, texte, mots), links.get(pk, ()), pk) for pk, titre, texte, mots in rows]


def main_links(pages: Sequence[int]) -> dict[int, list[str]]:
    """The addresses for which these pages are there, the main one of each first."""
    cited = OccurrenceLien.objects.filter(leading(), page__in=pages).order_by("page_id", "champ")
    found: dict[int, list[tuple[bool, str, str]]] = defaultdict(list)
    for page, champ, url in cited.values_list("page_id", "champ", "lien__url"):
        found[page].append((champ not in main_link_places(), champ, url))
    return {page: [url for *_, url in sorted(links)] for page, links in found.items()}
