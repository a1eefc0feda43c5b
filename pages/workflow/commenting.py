"""Comments on a page by those who read it and may not change it; Wagtail's own editor takes them from all others.

They are Wagtail's comments: whoever edits the page finds them at their field, answers and resolves them there.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from wagtail.models import Comment, CommentReply, Page, PageSubscription

from comite.enums import Act
from comite.refusing import RuleError
from comite.rights import may
from pages.workflow import letters
from pages.workflow.telling import tell

AT_MOST = 2_000
NOT_YOURS = "Seules les personnes du Comité commentent les pages."
EMPTY = "Écrivez votre commentaire."
NO_FIELD = "Choisissez à propos de quoi."
RESOLVED = "Cet échange est clos\u00a0: commencez-en un autre."


def may_comment(*, user: Any, page: Page) -> bool:
    """Whether this account leaves comments on the page: whoever reads its drafts."""
    return page.depth > 1 and may(user=user, act=Act.COMMENT, page=page)


def fields_of(page: Any) -> list[tuple[str, str]]:
    """(place of a comment, name of the field in the form) for what one may comment, in the order of the form."""
    panel = type(page).get_edit_handler()
    names = dict.fromkeys(["title", *panel.get_form_options().get("fields", [])])
    known = {field.name: str(field.verbose_name) for field in page._meta.get_fields() if hasattr(field, "verbose_name")}
    return [(name, known[name][:1].upper() + known[name][1:]) for name in names if name in known]


@transaction.atomic
def comment(*, page: Any, by: Any, place: str, text: str) -> Comment:
    """Leave a comment at a field. Raises RuleError, ValidationError."""
    said = _checked(page=page, by=by, text=text)
    if place not in dict(fields_of(page)):
        raise ValidationError({"place": NO_FIELD})
    made = Comment.objects.create(
        page_id=page.pk, user=by, text=said, contentpath=place, revision_created=page.latest_revision
    )
    made.log_create(page_revision=page.latest_revision, user=by)
    _tell(made, by=by, text=said)
    return made


@transaction.atomic
def reply(*, thread: Comment, by: Any, text: str) -> CommentReply:
    """Answer within a thread that is open. Raises RuleError, ValidationError."""
    said = _checked(page=thread.page, by=by, text=text)
    if thread.resolved_at is not None:
        raise ValidationError(RESOLVED)
    made = CommentReply.objects.create(comment=thread, user=by, text=said)
    made.log_create(page_revision=thread.page.latest_revision, user=by)
    _tell(thread, by=by, text=said)
    return made


def _checked(*, page: Any, by: Any, text: str) -> str:
    if not may_comment(user=by, page=page):
        raise RuleError(NOT_YOURS)
    said = text.strip()[:AT_MOST]
    if not said:
        raise ValidationError({"texte": EMPTY})
    return said


def _tell(thread: Comment, *, by: Any, text: str) -> None:
    """Those who follow the comments of the page, who began it, and who wrote in the thread; not whoever writes now."""
    page = thread.page.specific
    follow = PageSubscription.objects.filter(page=page.pk, comment_notifications=True).values("user")
    wrote = CommentReply.objects.filter(comment=thread).values("user")
    known = Q(pk__in=follow) | Q(pk__in=wrote) | Q(pk__in=[thread.user_id, page.owner_id])
    people = get_user_model().objects.filter(known)
    tell(people.exclude(pk=by.pk).order_by("pk"), letters.commented(page, by=by, words=text))
