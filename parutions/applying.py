"""Does to the pages of a set what is to happen, and undoes it: within the transaction of the caller, and no more.

Parents come before what stands below them; then come the moves; what is withdrawn goes last, from below. The same is
done for a publication, which is committed, and for a preview, which is not.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from comite.eyes import decided_already
from pages.freshness.publishing import count_reading
from parutions.enums import Issue, Sorte
from parutions.models import PageDeParution


def in_order(elements: Iterable[PageDeParution]) -> list[PageDeParution]:
    """As they are done. Those whose page was deleted are left out."""
    known = [one for one in elements if one.page is not None]
    known.sort(key=lambda one: one.page.path, reverse=True)  # type: ignore[union-attr]  # was asked above
    withdrawn = [one for one in known if one.sorte == Sorte.DEPUBLIER]
    published = [one for one in reversed(known) if one.sorte == Sorte.PUBLIER]
    moved = sorted((one for one in known if one.sorte == Sorte.DEPLACER), key=lambda one: one.pk)
    return [*published, *moved, *withdrawn]


def expiry_of(content: dict[str, Any]) -> datetime | None:
    """When what this draft says ends; None when it does not."""
    return parse_datetime(content.get("expire_at") or "")


def apply_one(element: PageDeParution, *, by: Any, now: datetime) -> None:
    """Do it, and keep with the element what was there before. Raises ValidationError, and whatever receivers raise."""
    page = Page.objects.get(pk=element.page_id).specific
    element.avant = before(page)
    if element.sorte == Sorte.PUBLIER:
        element.issue = _publish(element, by=by, now=now)
    elif element.sorte == Sorte.DEPUBLIER:
        _unpublish(page, by=by)
        element.issue = Issue.FAITE
    else:
        _move(page, Page.objects.get(pk=element.destination_id), "last-child", by=by)
        element.issue = Issue.FAITE


def before(page: Any) -> dict[str, Any]:
    """What must be known to bring the page back to how it is now."""
    neighbour = page.get_prev_sibling()
    return {
        "live": page.live,
        "revision": page.live_revision_id,
        "contenu": page.serializable_data() if page.live else None,
        "parent": page.get_parent().pk,
        "voisin": neighbour.pk if neighbour else None,
        "first": _written(page.first_published_at),
        "last": _written(page.last_published_at),
    }


def _publish(element: PageDeParution, *, by: Any, now: datetime) -> Issue:
    revision = approved_revision(element)
    expiry = expiry_of(revision.content)
    if expiry is not None and expiry <= now:
        return Issue.ECARTEE
    if revision.pk is None:
        revision.save()
    count_reading(revision)
    _put_online(revision, by=by)
    element.avant["publiee"] = revision.pk
    return Issue.FAITE


def approved_revision(element: PageDeParution) -> Revision:
    """The draft as it was approved: the revision, or an unsaved one where autosave has written over it since.

    Raises Revision.DoesNotExist when there is neither.
    """
    revision = element.revision
    if element.contenu is None:
        if revision is None:
            raise Revision.DoesNotExist
        return revision
    if revision is not None and revision.content == element.contenu:
        return revision
    return as_revision(element, element.contenu, at=element.version, user=revision.user if revision else None)


def as_revision(element: PageDeParution, content: dict[str, Any], *, at: datetime | None, user: Any = None) -> Revision:
    """A revision of the page, not saved yet, that says this; `at` is its place among the others."""
    page = element.page
    assert page is not None  # noqa: S101  nobody asks for the revision of a page that is gone
    specific = page.specific_deferred
    return Revision(
        content_object=specific,
        base_content_type=specific.get_base_content_type(),
        user=user,
        content=content,
        object_str=element.titre,
        created_at=at,
    )


def _put_online(revision: Revision, *, by: Any) -> None:
    action = PublishPageRevisionAction(revision, user=by)
    # An hour of its own would be scheduled by Wagtail: the hour is that of the set.
    action.object.go_live_at = None
    with decided_already():
        action.execute(skip_permission_checks=True)


def _unpublish(page: Any, *, by: Any) -> None:
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)


def _move(page: Any, target: Page, place: str, *, by: Any) -> None:
    MovePageAction(page, target, pos=place, user=by).execute(skip_permission_checks=True)


def undo_one(element: PageDeParution, *, by: Any, at: datetime) -> None:
    """Bring the page back to how it was before it appeared at `at`."""
    page = Page.objects.get(pk=element.page_id).specific
    then = element.avant
    if element.sorte == Sorte.DEPLACER:
        _move_back(page, then, by=by)
    elif then["live"]:
        _put_online(_live_revision(element, at=at), by=by)
    elif page.live:
        _unpublish(page, by=by)
    Page.objects.filter(pk=page.pk).update(
        first_published_at=_moment(then["first"]), last_published_at=_moment(then["last"])
    )
    element.issue = Issue.DEFAITE


def _live_revision(element: PageDeParution, *, at: datetime) -> Revision:
    """What was online before: its revision, or one made of what was kept where that is gone or written over since."""
    then = element.avant
    known = Revision.objects.filter(pk=then["revision"]).first()
    published = _moment(then["last"])
    if known is not None and published is not None and known.created_at <= published:
        return known
    made = as_revision(element, then["contenu"], at=at - timedelta(milliseconds=1))
    made.save()
    return made


def _move_back(page: Any, then: dict[str, Any], *, by: Any) -> None:
    parent = Page.objects.get(pk=then["parent"])
    neighbour = parent.get_children().filter(pk=then["voisin"]).first()
    if neighbour is not None:
        _move(page, neighbour, "right", by=by)
    else:
        _move(page, parent, "first-child", by=by)


def _written(moment: datetime | None) -> str | None:
    """To the microsecond: what writes JSON would leave some out."""
    return moment.isoformat() if moment else None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
