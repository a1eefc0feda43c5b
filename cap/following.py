"""What becomes of the elements of C.A.P. when one page takes the place of another one."""

from django.db.models import F
from django.utils import timezone

from cap.models import NOTE_AU_PLUS, Cap, Element
from doublons.merging.following import Follower
from pages.models import PageEditoriale


def count(source: PageEditoriale) -> int:
    """How many roadmaps have chosen the page."""
    return Element.objects.filter(page=source).count()


def move(source: PageEditoriale, cible: PageEditoriale) -> int:
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


FOLLOWER = Follower(("élément de C.A.P.", "éléments de C.A.P."), count, move)
