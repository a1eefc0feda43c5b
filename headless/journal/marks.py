"""Notes, in the transaction of a change, that something may have changed for visitors."""

from collections.abc import Iterable

from django.db import connection, transaction

from ground.news.gathering import set_aside
from ground.wake import wake
from headless.journal.enums import Objet
from headless.journal.models import Marque

TACHE = "journal.write"


def mark_pages(ids: Iterable[int], *, directes: frozenset[int] = frozenset()) -> None:
    """These pages, or what they cite; `directes` are those that an editor saved themselves."""
    _note(Marque(objet=Objet.PAGE, objet_id=pk, directe=pk in directes) for pk in sorted(set(ids)))


def mark_term(liste: str, slug: str, *, supprime: bool = False, devenu: str = "") -> None:
    """A term was saved, deleted, or merged into another one."""
    _note([Marque(objet=Objet.TERME, liste=liste, slug=slug, supprime=supprime, devenu=devenu)])


def mark_links(ids: Iterable[int]) -> None:
    """The state of these links may have changed."""
    _note(Marque(objet=Objet.LIEN, objet_id=pk) for pk in sorted(set(ids)))


def mark_parution(pk: int, *, defaite: bool = False) -> None:
    """A set of pages appeared together, or was undone."""
    _note([Marque(objet=Objet.PARUTION, objet_id=pk, supprime=defaite)])


def _note(marques: Iterable[Marque]) -> None:
    marques = list(marques)
    if set_aside(_note_once, marques):
        return
    if not Marque.objects.bulk_create(marques, batch_size=500):
        return
    if not any(entry[1] is wake_keeper for entry in connection.run_on_commit):
        transaction.on_commit(wake_keeper, robust=True)


def _note_once(marques: list[Marque]) -> None:
    """One mark for each page, however often it was touched: each is then told once."""
    pages: dict[int | None, Marque] = {}
    others = []
    for one in marques:
        if one.objet != Objet.PAGE:
            others.append(one)
            continue
        known = pages.setdefault(one.objet_id, one)
        known.directe = known.directe or one.directe
    _note([*pages.values(), *others])


def wake_keeper() -> None:
    """Tell the worker that marks wait."""
    wake(TACHE)
