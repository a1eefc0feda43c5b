"""Keeps the journal: looks at what was marked, compares it with what was last told, and writes what differs.

One writer at a time, under the lock of `EtatJournal`, so that whoever has read up to a number has missed nothing below
it. A page that changed and changed back between two looks has not changed for anyone.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from headless.journal.enums import Evenement, Objet
from headless.journal.models import EtatJournal, LienConnu, Marque, Modification, PageConnue
from liens.enums import EtatLien
from liens.visibility import public_links
from pages.models import PageEditoriale
from pages.page_types import page_types
from pages.tree_paths import Adresses
from pages.visibility import PagesPubliques

logger = logging.getLogger(__name__)
TAILLE_DE_LOT = 500
GARDE = timedelta(days=90)


def keep_journal() -> int:
    """Look at everything that is marked; returns how many changes were written."""
    written = 0
    while (count := _un_lot()) is not None:
        written += count
    return written


@transaction.atomic
def _un_lot() -> int | None:
    """One batch of marks; None when there is none."""
    EtatJournal.objects.get_or_create(pk=EtatJournal.LIGNE)
    etat = EtatJournal.objects.select_for_update().get(pk=EtatJournal.LIGNE)
    marques = list(Marque.objects.order_by("id")[:TAILLE_DE_LOT])
    if not marques:
        return None
    directes = {one.objet_id: False for one in marques if one.objet == Objet.PAGE}
    for one in marques:
        if one.objet == Objet.PAGE and one.directe:
            directes[one.objet_id] = True
    found = [*_pages({pk or 0: direct for pk, direct in directes.items()})]
    found += _termes(one for one in marques if one.objet == Objet.TERME)
    found += _liens({one.objet_id or 0 for one in marques if one.objet == Objet.LIEN})
    # After the pages of the set, whose marks come first.
    found += [_parution(one) for one in marques if one.objet == Objet.PARUTION]
    now = timezone.now()
    for numero, modification in enumerate(found, start=etat.dernier + 1):
        modification.numero, modification.le = numero, now
    Modification.objects.bulk_create(found, batch_size=TAILLE_DE_LOT)
    etat.dernier += len(found)
    etat.save(update_fields=["dernier"])
    Marque.objects.filter(pk__in=[one.pk for one in marques]).delete()
    return len(found)


def _pages(directes: dict[int, bool]) -> Iterable[Modification]:
    """What differs for these pages from what was told; what is told from now on is written."""
    known = PageConnue.objects.in_bulk(list(directes))
    now = _publiques(directes)
    alive = set(PageEditoriale.objects.filter(pk__in=directes).values_list("pk", flat=True))
    for pk, direct in directes.items():
        before, after = known.get(pk), now.get(pk)
        event = _evenement(before, after, direct=direct, exists=pk in alive)
        if event is None:
            continue
        shown = after or before
        assert shown is not None  # noqa: S101  an event has one of the two
        moved = before is not None and after is not None and before.chemin != after.chemin
        yield Modification(
            evenement=event,
            page_id=pk,
            type_de_page=shown.type_de_page,
            chemin=shown.chemin,
            ancien_chemin=before.chemin if moved and before else "",
        )
    PageConnue.objects.filter(pk__in=known.keys() - now.keys()).delete()
    PageConnue.objects.bulk_create(
        now.values(), update_conflicts=True, unique_fields=["page_id"], update_fields=["type_de_page", "chemin"]
    )


def _evenement(before: PageConnue | None, after: PageConnue | None, *, direct: bool, exists: bool) -> Evenement | None:
    """What visitors would say has happened to a page, if anything."""
    if before is None:
        return None if after is None else Evenement.PAGE_PUBLIEE
    if after is None:
        return Evenement.PAGE_DEPUBLIEE if exists else Evenement.PAGE_SUPPRIMEE
    if before.chemin != after.chemin:
        return Evenement.PAGE_DEPLACEE
    return Evenement.PAGE_MODIFIEE if direct else Evenement.PAGE_RAFRAICHIE


def _publiques(ids: Collection[int]) -> dict[int, PageConnue]:
    types = {kind.pk: model for model, kind in ContentType.objects.get_for_models(*page_types()).items()}
    adresses = Adresses.pour()
    rows = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in=ids)
    found = {}
    for pk, kind, url_path in rows.values_list("pk", "content_type_id", "url_path"):
        if kind in types:
            found[pk] = PageConnue(page_id=pk, type_de_page=types[kind]._meta.label, chemin=adresses.de(url_path))
    return found


def _termes(marques: Iterable[Marque]) -> list[Modification]:
    """The last thing that happened to each term."""
    last = {(one.liste, one.slug): one for one in marques}
    return [
        Modification(
            evenement=Evenement.TERME_SUPPRIME if one.supprime else Evenement.TERME_MODIFIE,
            liste=one.liste,
            slug=one.slug,
            devenu=one.devenu,
        )
        for one in last.values()
    ]


def _liens(ids: Collection[int]) -> list[Modification]:
    """The links of public pages whose state is another one than was told."""
    now = dict(public_links(PagesPubliques()).filter(pk__in=ids).values_list("pk", "etat"))
    known = dict(LienConnu.objects.filter(pk__in=ids).values_list("pk", "etat"))
    changed = {pk: etat for pk, etat in now.items() if known.get(pk, EtatLien.NOUVEAU.value) != etat}
    LienConnu.objects.bulk_create(
        [LienConnu(lien_id=pk, etat=etat) for pk, etat in changed.items()],
        update_conflicts=True,
        unique_fields=["lien_id"],
        update_fields=["etat"],
    )
    return [
        Modification(
            evenement=Evenement.LIEN_ETAT,
            lien_id=pk,
            ancien_etat=known.get(pk, EtatLien.NOUVEAU.value),
            etat=etat,
        )
        for pk, etat in sorted(changed.items())
    ]


def _parution(marque: Marque) -> Modification:
    event = Evenement.PARUTION_DEFAITE if marque.supprime else Evenement.PARUTION_PARUE
    return Modification(evenement=event, parution_id=marque.objet_id)


@transaction.atomic
def prune(*, now: datetime) -> int:
    """Delete what is older than the journal keeps; returns how many rows."""
    etat = EtatJournal.objects.select_for_update().filter(pk=EtatJournal.LIGNE).first()
    old = Modification.objects.filter(le__lt=now - GARDE)
    last = old.order_by("-numero").values_list("numero", flat=True).first()
    if etat is None or last is None:
        return 0
    etat.oublie = last
    etat.save(update_fields=["oublie"])
    return old.delete()[0]
