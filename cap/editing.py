"""What may be done to a C.A.P., by several people at once, so that nobody's work is lost.

Each act changes one element, or one text, and says what its author had before his eyes (`vu`). A field that nobody
else touched takes the new value; one that somebody changed meanwhile is left as it is, and told as a conflict with both
values. Acts on different fields, additions, removals and moves simply follow one another: the row of the C.A.P. is
locked by the first write of each act.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from cap import audience
from cap.merging import Conflit, merge, net
from cap.models import DUREE_SANS_VISITE, Cap, Element
from cap.secret_links import est_un_secret, mask, unmask
from ground.addresses.urls import InvalidUrlError, normalise
from ground.addresses.validation import with_scheme
from ground.secrets import empreinte, nouveau_secret
from liens import private
from pages.models import PageEditoriale, Ressource
from taxonomy.enums import Famille

ELEMENTS_AU_PLUS = 300
TEXTES = ("nom", "objectifs", "moyens", "profil", "region")
CHAMPS = ("statut", "note", "echeance", "titre")
PLEIN = f"Un C.A.P. contient au plus {ELEMENTS_AU_PLUS} éléments : retirez-en d’abord."


class CapInconnuError(LookupError):
    """No C.A.P. has this link, or it was deleted meanwhile."""


class ElementInconnuError(LookupError):
    """The element is not in the C.A.P., or no longer."""


def create_cap() -> tuple[Cap, str]:
    """A new C.A.P. and the secret of its editing link, which nobody can read again."""
    edition, lecture = nouveau_secret(), nouveau_secret()
    cap = Cap.objects.create(
        edition=empreinte(edition), lecture=empreinte(lecture), lecture_masquee=mask(lecture, edition=edition)
    )
    return cap, edition


def cap_to_edit(secret: str) -> Cap:
    """The C.A.P. of an editing link. Raises CapInconnuError."""
    return _cap(secret, "edition")


def cap_to_read(secret: str) -> Cap:
    """The C.A.P. of a reading link. Raises CapInconnuError."""
    return _cap(secret, "lecture")


def _cap(secret: str, link: str) -> Cap:
    found = Cap.objects.filter(**{link: empreinte(secret)}).first() if est_un_secret(secret) else None
    if found is None:
        raise CapInconnuError
    return found


def reread(cap: Cap) -> Cap:
    """The C.A.P. as it stands now. Raises CapInconnuError if it was deleted meanwhile."""
    fresh = Cap.objects.filter(pk=cap.pk).first()
    if fresh is None:
        raise CapInconnuError
    return fresh


def lien_de_lecture(cap: Cap, *, edition: str) -> str:
    """The secret of the reading link."""
    return unmask(cap.lecture_masquee, edition=edition)


def note_visit(cap: Cap, *, now: datetime) -> None:
    """Note that an author came; a visit begins after an hour without any."""
    if (now - cap.visite_le).total_seconds() > 3600:
        Cap.objects.filter(pk=cap.pk).update(visite_d_avant_le=F("visite_le"), visite_le=now)
        cap.visite_d_avant_le, cap.visite_le = cap.visite_le, now


def renew_edit_link(cap: Cap, *, edition: str) -> str:
    """A new editing link: the old one opens nothing any more. The reading link stays.

    Raises CapInconnuError if somebody else did so meanwhile: one link is handed out, to one of them.
    """
    lecture, fresh = lien_de_lecture(cap, edition=edition), nouveau_secret()
    if not _tel_que_vu(cap).update(
        edition=empreinte(fresh), lecture_masquee=mask(lecture, edition=fresh), version=F("version") + 1
    ):
        raise CapInconnuError
    return fresh


def add_pages(cap: Cap, pages: Iterable[PageEditoriale]) -> int:
    """Add these pages at the end of their columns; how many were not there yet. Raises ValidationError when full."""
    with transaction.atomic():
        _lock(cap)
        rang = _rang_suivant(cap)
        known = set(cap.elements.filter(page__isnull=False).values_list("page_id", flat=True))
        fresh = [page for page in pages if page.pk not in known]
        if cap.elements.count() + len(fresh) > ELEMENTS_AU_PLUS:
            raise ValidationError(PLEIN)
        familles = familles_de(fresh)
        Element.objects.bulk_create(
            Element(
                cap=cap,
                cle=_nouvelle_cle(),
                famille=familles[page.pk],
                page=page,
                titre=page.title,
                page_du=page.last_published_at or timezone.now(),
                rang=rang + place,
            )
            for place, page in enumerate(fresh)
        )
        return len(fresh)


def add_link(cap: Cap, *, famille: str, titre: str, url: str) -> Element:
    """Add something of the authors' own; the same again is the one that is there. Raises ValidationError by field."""
    errors = {}
    titre, url = net(titre), net(url)
    if famille not in Famille.values:
        errors["famille"] = "Choisissez une colonne."
    if not titre:
        errors["titre"] = "Donnez un titre."
    if url:
        try:
            url = normalise(with_scheme(url)).text
        except InvalidUrlError:
            errors["url"] = "Cette adresse n’est pas une adresse de site : elle commence par https://."
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        _lock(cap)
        same = {"famille": famille, "titre": titre[:255], "url": url, "page": None, "page_du": None}
        if known := cap.elements.filter(**same).first():
            return known
        if cap.elements.count() >= ELEMENTS_AU_PLUS:
            raise ValidationError(PLEIN)
        element = Element(cap=cap, cle=_nouvelle_cle(), rang=_rang_suivant(cap), **same)
        element.lien = private.follow(url) if url else None
        element.full_clean(exclude=["cap"])
        element.save()
        return element


def change_element(cap: Cap, cle: str, *, vu: Mapping[str, str], voulu: Mapping[str, str]) -> list[Conflit]:
    """Change fields of one element, given as text. Raises ValidationError, or ElementInconnuError if it is gone."""
    with transaction.atomic():
        _lock(cap)
        element = cap.elements.filter(cle=cle).first()
        if element is None:
            raise ElementInconnuError(cle)
        fields = CHAMPS if element.est_libre else CHAMPS[:-1]
        conflicts = merge(element, fields, vu, voulu)
        element.full_clean(exclude=["cap", "page"])
        element.save(update_fields=list(fields))
        return conflicts


def write_texts(cap: Cap, *, vu: Mapping[str, str], voulu: Mapping[str, str]) -> list[Conflit]:
    """Change the name, the objectives, the means, the profil, the région. Raises ValidationError."""
    with transaction.atomic():
        _lock(cap)
        fresh = Cap.objects.get(pk=cap.pk)
        conflicts = merge(fresh, TEXTES, vu, voulu)
        fresh.full_clean()
        fresh.save(update_fields=list(TEXTES))
        return conflicts


def note_audience(cap: Cap, *, profil: str, region: str) -> None:
    """Note what an A.D.O.C. knows of the organisation, where nothing is said yet. What is no such term is left out."""
    if audience.est_un_profil(profil):
        Cap.objects.filter(pk=cap.pk, profil="").update(profil=profil)
    if audience.est_une_region(region):
        Cap.objects.filter(pk=cap.pk, region="").update(region=region)


def move_element(cap: Cap, cle: str, *, vers_le_haut: bool) -> bool:
    """Move an element by one place within its column; whether it moved."""
    with transaction.atomic():
        _lock(cap)
        moved = cap.elements.filter(cle=cle).first()
        if moved is None:
            return False
        column = list(cap.elements.filter(famille=moved.famille))
        place = column.index(moved)
        goal = place - 1 if vers_le_haut else place + 1
        if not 0 <= goal < len(column):
            return False
        column[place], column[goal] = column[goal], column[place]
        for rang, element in enumerate(column):
            element.rang = rang
        Element.objects.bulk_update(column, ["rang"])
        return True


def remove_element(cap: Cap, cle: str) -> bool:
    """Take an element away; whether it was there."""
    with transaction.atomic():
        _lock(cap)
        gone = cap.elements.filter(cle=cle)
        liens = _liens_de(gone)
        deleted = gone.delete()[0] > 0
        private.forget_unheld(liens)
        return deleted


def delete_cap(cap: Cap) -> None:
    """Forget the C.A.P. and all that is in it, at once."""
    with transaction.atomic():
        _lock(cap)
        liens = _liens_de(cap.elements.all())
        cap.delete()
        private.forget_unheld(liens)


def prune_abandoned(*, now: datetime) -> int:
    """Delete those that nobody has opened for eighteen months; how many."""
    gone = Cap.objects.filter(visite_le__lt=now - DUREE_SANS_VISITE)
    with transaction.atomic():
        liens = _liens_de(Element.objects.filter(cap__in=gone))
        deleted = gone.delete()[1].get("cap.Cap", 0)
        private.forget_unheld(liens)
        return deleted


def familles_de(pages: Iterable[PageEditoriale]) -> dict[int, Famille]:
    """The column of each page: that of its nature, or of the axe that its type serves."""
    pages = list(pages)
    rows = Ressource.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "nature__famille")
    by_nature = {pk: Famille(famille) for pk, famille in rows}
    by_axe = {famille.axe.value: famille for famille in Famille}
    by_type = {page.pk: by_axe[page.specific_class.axe_served.value] for page in pages}
    return by_type | by_nature


def _lock(cap: Cap) -> None:
    """Take the lock by a write. Raises CapInconnuError if it was deleted, or its link made anew, meanwhile."""
    if not _tel_que_vu(cap).update(version=F("version") + 1):
        raise CapInconnuError


def _tel_que_vu(cap: Cap) -> QuerySet[Cap]:
    """The C.A.P. while the editing link by which it was found is still its own."""
    return Cap.objects.filter(pk=cap.pk, edition=cap.edition)


def _nouvelle_cle() -> str:
    """The name of an element within its C.A.P.: 48 bits, twelve hexadecimal figures."""
    return secrets.token_hex(6)


def _liens_de(elements: QuerySet[Element]) -> list[int]:
    """The ids of the links that their authors added."""
    return list(elements.filter(lien__isnull=False).values_list("lien_id", flat=True))


def _rang_suivant(cap: Cap) -> int:
    """The rank after the last."""
    last = cap.elements.aggregate(last=Max("rang"))["last"]
    return 0 if last is None else last + 1
