"""What stands in a set: pages put in, taken out, agreed to, taken in their last version. Each is one transaction.

Whatever changes what would appear takes an approval back: the set is proposed again.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from parutions.enums import OPEN, EtatParution, Sorte
from parutions.models import PageDeParution, Parution
from parutions.rights import adds, agrees, prepares

PAGES_AT_MOST = 500
CLOSED = "Cette parution n’est plus en préparation : ses pages ne changent plus."
FULL = f"Une parution contient {PAGES_AT_MOST} pages au plus."
ALIAS = "« {title} » suit une autre page : c’est l’autre qui se met dans une parution."
TAKEN = "« {title} » est déjà dans la parution « {other} »."
NO_DRAFT = "« {title} » n’a pas de brouillon à publier."
NO_PLACE = "Choisissez la page sous laquelle « {title} » ira."


def add_pages(
    *, parution: Parution, pages: Iterable[Page], sorte: Sorte, by: Any, destination: Page | None = None
) -> list[PageDeParution]:
    """Put these pages into the set: all of them, or none. Raises ValidationError, PermissionDenied."""
    with _changing(parution) as locked:
        made = [_new(locked, page, sorte, by, destination) for page in pages]
        errors = [sentence for one in made if (sentence := _refused(one))]
        if locked.elements.count() + len(made) > PAGES_AT_MOST:
            errors.append(FULL)
        if errors:
            raise ValidationError(errors)
        PageDeParution.objects.bulk_create(made)
    return made


def _new(parution: Parution, page: Page, sorte: Sorte, by: Any, destination: Page | None) -> PageDeParution:
    if not adds(by, page):
        raise PermissionDenied
    element = PageDeParution(
        parution=parution,
        page=page,
        titre=page.get_admin_display_title()[:255],
        sorte=sorte,
        destination=destination if sorte == Sorte.DEPLACER else None,
        ajoute_par=by,
    )
    if sorte == Sorte.PUBLIER:
        _take_latest(element)
    if agrees(by, element):
        element.accord_par = by
    return element


def _take_latest(element: PageDeParution) -> None:
    page = element.page
    revision = Revision.objects.filter(pk=page.latest_revision_id).first() if page is not None else None
    element.revision, element.version = revision, revision.created_at if revision else None
    element.contenu = None


def _refused(element: PageDeParution) -> str:
    page, title = element.page, element.titre
    assert page is not None  # noqa: S101  it has just been given one
    if page.alias_of_id:
        return ALIAS.format(title=title)
    other = PageDeParution.objects.awaited().filter(page=page).select_related("parution").first()
    if other is not None:
        return TAKEN.format(title=title, other=other.parution)
    if element.sorte == Sorte.PUBLIER and element.revision is None:
        return NO_DRAFT.format(title=title)
    if element.sorte == Sorte.DEPLACER and (element.destination is None or element.destination == page):
        return NO_PLACE.format(title=title)
    return ""


def remove_pages(*, parution: Parution, ids: Collection[int], by: Any) -> int:
    """Take these out; whoever put one in may take it out again. Returns how many. Raises the same."""
    with _changing(parution) as locked:
        chosen = list(locked.elements.filter(pk__in=ids))
        if not prepares(by) and any(one.ajoute_par_id != by.pk for one in chosen):
            raise PermissionDenied
        count: int = locked.elements.filter(pk__in=[one.pk for one in chosen]).delete()[0]
    return count


def take_latest(*, parution: Parution, ids: Collection[int], by: Any) -> int:
    """Mean the last draft of these pages from now on, which is to be agreed to anew. Returns how many."""
    with _changing(parution) as locked:
        chosen = list(
            locked.elements.filter(pk__in=ids, sorte=Sorte.PUBLIER, page__isnull=False).select_related("page")
        )
        for one in chosen:
            if one.page is None or not (prepares(by) or adds(by, one.page)):
                raise PermissionDenied
            _take_latest(one)
            one.titre = one.page.get_admin_display_title()[:255]
            one.accord_par = by if agrees(by, one) else None
            one.save(update_fields=["revision", "version", "contenu", "titre", "accord_par"])
    return len(chosen)


def agree(*, parution: Parution, ids: Collection[int], by: Any) -> int:
    """Say that these may happen, as somebody who may do them. Returns how many. Raises the same."""
    with transaction.atomic():
        locked = _open(parution)
        chosen = list(locked.elements.filter(pk__in=ids).select_related("page", "destination"))
        for one in chosen:
            if not agrees(by, one):
                raise PermissionDenied
        locked.elements.filter(pk__in=[one.pk for one in chosen]).update(accord_par=by)
    return len(chosen)


def change(*, parution: Parution, nom: str, le: datetime, by: Any) -> Parution:
    """Another name or another hour. Another hour is to be approved anew. Raises the same."""
    if not prepares(by):
        raise PermissionDenied
    if le == parution.le:
        Parution.objects.filter(pk=parution.pk).update(nom=nom)
        return parution
    if le <= timezone.now():
        raise ValidationError({"le": "Cette heure est passée : choisissez-en une à venir."})
    with _changing(parution) as locked:
        locked.nom, locked.le = nom, le
        locked.save(update_fields=["nom", "le"])
    return locked


@contextmanager
def _changing(parution: Parution) -> Iterator[Parution]:
    """The set, locked and open, which goes back to its preparation when what it would show has changed."""
    with transaction.atomic():
        yield _open(parution)
        back_to_preparation(parution.pk)


def _open(parution: Parution) -> Parution:
    locked = Parution.objects.select_for_update().get(pk=parution.pk)
    if locked.etat not in OPEN:
        raise ValidationError(CLOSED)
    return locked


def back_to_preparation(pk: int) -> None:
    """Nothing of it is proposed or approved any more."""
    Parution.objects.filter(pk=pk).update(
        etat=EtatParution.PREPARATION, proposee_par=None, approuvee_par=None, approuvee_le=None, prochain_essai_le=None
    )
    PageDeParution.objects.filter(parution=pk, contenu__isnull=False).update(contenu=None)
