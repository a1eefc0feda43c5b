"""« Demandé à moi »: pages that came back to be completed, and comments that wait for an answer of this account.

A comment waits for somebody when the page is theirs, when they follow it or wrote in the thread, and when it names them
(« @nom »); not when they had the last word. Wagtail itself knows no names in comments.
"""

from typing import Any
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from wagtail.models import Comment, CommentReply, Page, PageSubscription, WorkflowState, get_default_page_content_type

from acces.accounts.naming import nom_de
from comite.admin.arrival import Findings, HomePlace, Row, arrives
from pages.admin.found import EDITED, pages_by_key, row_of, writes

WORDS_SHOWN = 120


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.ASKED, "a-completer", sent_back)
    arrives(HomePlace.ASKED, "commentaires", comments)


def sent_back(user: Any, at_most: int) -> Findings | None:
    """Pages that this account submitted, or began, and that a reviewer has sent back."""
    if not writes(user):
        return None
    kind = get_default_page_content_type()
    begun = Page.objects.filter(owner=user).order_by()
    states = WorkflowState.objects.filter(
        Q(requested_by=user) | _about(begun), status=WorkflowState.STATUS_NEEDS_CHANGES, base_content_type=kind
    ).select_related("current_task_state__finished_by")
    waiting = list(states.order_by(F("current_task_state__finished_at").desc(nulls_last=True), "pk")[:at_most])
    pages = pages_by_key(state.object_id for state in waiting)
    rows = []
    for state in waiting:
        page, decided = pages.get(state.object_id), state.current_task_state
        if page is not None:
            who = f"par {nom_de(decided.finished_by)}" if decided and decided.finished_by else "par la relecture"
            said = f"\u00a0: {_short(decided.comment)}" if decided and decided.comment else ""
            rows.append(row_of(page, decided.finished_at if decided else None, f"À compléter, {who}{said}"))
    return Findings(tuple(rows), states.count())


def comments(user: Any, at_most: int) -> Findings | None:
    """Threads that are open and whose last word is somebody else's, the newest first."""
    if not writes(user):
        return None
    waiting = comments_for(user)
    rows = tuple(
        Row(
            titre=one.page.get_admin_display_title(),
            url=f"{reverse(EDITED, args=[one.page_id])}#:w:contentpath={quote(one.contentpath)}",
            note=f"Commentaire de {one.nom}\u00a0: {_short(one.dit)}",
            quand=one.quand,
            genre="commentaire",
        )
        for one in _named(list(waiting.select_related("page").order_by("-quand", "pk")[:at_most]))
    )
    return Findings(rows, waiting.count())


def comments_for(user: Any) -> QuerySet[Comment]:
    """The open comments that wait for this account; `quand`, `par` and `dit` are those of the last word."""
    replies = CommentReply.objects.filter(comment=OuterRef("pk")).order_by("-created_at", "-pk")
    mine = (
        Q(page__owner=user) | Q(user=user) | Q(Exists(CommentReply.objects.filter(comment=OuterRef("pk"), user=user)))
    )
    follows = Exists(PageSubscription.objects.filter(page=OuterRef("page"), user=user, comment_notifications=True))
    calls = Q()
    for name in {user.get_username(), user.get_full_name()} - {""}:
        named = CommentReply.objects.filter(comment=OuterRef("pk"), text__icontains=f"@{name}")
        calls |= Q(text__icontains=f"@{name}") | Q(Exists(named))
    last = {
        "quand": Coalesce(Subquery(replies.values("created_at")[:1]), "created_at"),
        "par": Coalesce(Subquery(replies.values("user")[:1]), "user", output_field=BigIntegerField()),
        "dit": Coalesce(Subquery(replies.values("text")[:1]), "text"),
    }
    is_open = Comment.objects.filter(resolved_at__isnull=True).annotate(**last)
    return is_open.filter(mine | Q(follows) | calls).exclude(par=user.pk)


def _named(found: list[Any]) -> list[Any]:
    accounts = get_user_model().objects.in_bulk({one.par for one in found})
    for one in found:
        one.nom = nom_de(accounts[one.par]) if one.par in accounts else "quelqu’un"
    return found


def _about(pages: Any) -> Q:
    return Q(object_id__in=pages.annotate(cle=Cast("pk", CharField())).values("cle"))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"«\u00a0{plain if len(plain) <= WORDS_SHOWN else plain[:WORDS_SHOWN].rstrip() + '…'}\u00a0»"
