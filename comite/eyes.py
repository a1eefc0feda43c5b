"""Four eyes: who changed a page last is not the one who approves or publishes it.

A version counts as a change of its author when it says something else than the version before it: whoever opens a page
and saves it as it was has changed nothing. What is online already was decided; only what came after it is looked at.
The rule holds for those whom roles govern: not for superusers, not for what the site does by itself.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from acces.accounts.naming import nom_de
from comite.enums import Act
from comite.models import ReglagesDeRelecture
from comite.refusing import RuleError
from comite.rights import may
from comite.standings import governed, kept_on

CHANGED_LAST = (
    "Quatre yeux\u00a0: vous avez modifié cette page en dernier. Soumettez-la, ou demandez à une autre personne de la"
    " publier."
)
CHANGED_IN_REVIEW = (
    "Quatre yeux\u00a0: vous avez modifié cette page pendant sa relecture. Une autre personne l’approuve ou la publie."
)
LOCKED = "{name} a verrouillé cette page. Demandez-lui de la déverrouiller, ou levez son verrou."
SUBMITTED = (
    "Cette page est en relecture, à l’étape «\u00a0{step}\u00a0»\u00a0: approuvez-la à cette étape, ou annulez d’abord"
    " la relecture."
)
BY_THE_COMITE = "Cette page passe par le Comité avant d’être en ligne\u00a0: soumettez-la."
#: Keys of a version that tell nothing to a visitor, hours, which are the decision of whoever publishes, and the day of
#: the last reading, which publishing itself writes.
BOOKKEEPING = frozenset(
    {
        *("pk", "path", "depth", "numchild", "url_path", "translation_key", "locale", "alias_of", "content_type"),
        *("live", "has_unpublished_changes", "live_revision", "latest_revision", "latest_revision_created_at"),
        *("first_published_at", "last_published_at", "draft_title", "owner"),
        *(
            "locked",
            "locked_at",
            "locked_by",
            "expired",
            "go_live_at",
            "expire_at",
            "wagtail_admin_comments",
            "relu_le",
        ),
    }
)
#: Numbers of rows and blocks, which a form gives anew.
NUMBERS = frozenset({"id", "pk"})
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_decided: ContextVar[bool] = ContextVar("comite_decided", default=False)


def eyes_refuse(*, user: Any, revision: Any) -> str:
    """Why four eyes stand against this account publishing that version, as a sentence; "" when nothing does.

    `revision`: a version, or a page, whose last one is meant. Where the site has left the rule out, and for accounts
    that no role governs, nothing does.
    """
    if user is None or not governed(user) or not watching():
        return ""
    return who_changed(user=user, revision=revision)


def watching() -> bool:
    """Whether four eyes are asked for what is published without a workflow. They are until somebody leaves them out."""
    found = ReglagesDeRelecture.objects.values_list("quatre_yeux", flat=True).first()
    return found is None or found


def changes_alone(user: Any) -> bool:
    """Whether what this account changes now is published by another: read once for an account that was loaded."""
    kept: dict[str, bool] = kept_on(user, "_comite_changes_alone")
    if "holds" not in kept:
        kept["holds"] = governed(user) and watching()
    return kept["holds"]


def who_changed(*, user: Any, revision: Any) -> str:
    """The sentence for an account that changed the page last or during its review, whatever the site's rule is."""
    if isinstance(revision, Page):
        # Asked anew: the page may have been read before its last version was saved.
        revision = Revision.page_revisions.filter(object_id=str(revision.pk)).order_by("-created_at", "-pk").first()
    if revision is None:
        return ""
    last, in_review = authors_of(revision)
    if user.pk == last:
        return CHANGED_LAST
    return CHANGED_IN_REVIEW if user.pk in in_review else ""


def authors_of(revision: Revision, *, until_online: bool = True) -> tuple[int | None, set[int]]:
    """The key of who changed the page last, and of all who did since it was submitted.

    Reads back from `revision` until both are known, or until what is online; with `until_online` False, past that too.
    """
    page = Page.objects.filter(pk=revision.object_id).select_related("live_revision").first()
    if page is None:
        return None, set()
    online = page.live_revision_id if until_online else None
    since = submitted_on(page)
    last: int | None = None
    in_review: set[int] = set()
    for newer, older in _pairs(revision):
        if newer.pk == online:
            break
        reviewed = since is not None and newer.created_at > since
        if last is not None and not reviewed:
            break
        if newer.user_id is None or (last is not None and newer.user_id in in_review):
            continue
        before = older.content if older else _row_content(page)
        if not (differ(newer.content, before) if before else _began(page, newer.user_id)):
            continue
        last = last or newer.user_id
        if reviewed:
            in_review.add(newer.user_id)
    return last, in_review


def submitted_on(page: Any) -> datetime | None:
    """When the page was last submitted; None when it does not wait. Whoever sent it back made it submitted anew."""
    state = WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS).first()
    if state is None:
        return None
    steps = TaskState.objects.filter(workflow_state=state).order_by("started_at")
    sent_back = steps.filter(status=TaskState.STATUS_REJECTED).order_by("-finished_at").first()
    if sent_back is not None:
        steps = steps.filter(started_at__gte=sent_back.finished_at)
    first = steps.first()
    return first.started_at if first else state.created_at


def _began(page: Page, user: int) -> bool:
    """Whether this account made the page: of one without versions, whoever publishes it gets a first one made."""
    return page.owner_id == user or PageLogEntry.objects.filter(page_id=page.pk, user_id=user).exists()


def differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two versions of a page, as they are kept, say something different to a visitor."""
    return _told(one) != _told(other)


def _told(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _without_numbers(value) for name, value in content.items() if name not in BOOKKEEPING}


def _without_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_numbers(one) for name, one in value.items() if name not in NUMBERS}
    if isinstance(value, list):
        return [_without_numbers(one) for one in _in_order(value)]
    if isinstance(value, str):
        if value.startswith(("[", "{")):
            try:
                return _without_numbers(json.loads(value))
            except ValueError:
                return value
        return _BLOCK_KEY.sub("", value)
    return value


def _in_order(values: list[Any]) -> list[Any]:
    """Rows by their rank, which a form writes anew where none was; keys of terms, whose order says nothing, sorted."""
    if values and all(isinstance(one, dict) and "sort_order" in one for one in values):
        ranks = {id(one): (one["sort_order"] is None, one["sort_order"] or 0) for one in values}
        return [
            {name: of for name, of in one.items() if name != "sort_order"}
            for one in sorted(values, key=lambda one: ranks[id(one)])
        ]
    return sorted(values) if all(isinstance(one, int) for one in values) else values


def _pairs(revision: Revision) -> Iterator[tuple[Revision, Revision | None]]:
    """This version and each one before it, with its predecessor, the newest first."""
    rows = Revision.page_revisions.filter(object_id=revision.object_id, created_at__lte=revision.created_at)
    newer: Revision | None = None
    for one in rows.order_by("-created_at", "-pk").iterator(chunk_size=2):
        if newer is None and one.pk != revision.pk:
            continue
        if newer is not None:
            yield newer, one
        newer = one
    if newer is not None:
        yield newer, None


def _row_content(page: Page) -> dict[str, Any] | None:
    """What a page that was put online without any version says; None for one that visitors never saw."""
    if not page.live or page.live_revision_id is not None:
        return None
    content: dict[str, Any] = json.loads(page.specific.to_json())
    return content


def locked_by_another(*, user: Any, page: Any) -> bool:
    """Whether somebody else holds the page by a lock; for nobody, which is the site itself, no lock stands."""
    return user is not None and page.locked and page.locked_by_id != user.pk


def lock_refuses(*, user: Any, page: Any) -> str:
    """The sentence for whoever acts on a page that somebody else has locked; "" when nobody has."""
    if not locked_by_another(user=user, page=page):
        return ""
    return LOCKED.format(name=nom_de(page.locked_by) if page.locked_by else "Quelqu’un")


def review_refuses(*, user: Any, page: Any) -> str:
    """The sentence for whoever would publish beside the steps at which the page waits; "" when it does not."""
    if user is None or not governed(user):
        return ""
    waiting = WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS)
    state = waiting.select_related("current_task_state__task").first()
    if state is None or state.current_task_state is None:
        return ""
    return SUBMITTED.format(step=state.current_task_state.task.name)


def comite_refuses(*, user: Any, page: Any) -> str:
    """The sentence for whoever would publish without the Comité where the site wants its approval; "" elsewhere."""
    row = ReglagesDeRelecture.objects.values_list("publication_directe", "sans_comite").first()
    if row is None or row[0] or user is None or not governed(user):
        return ""
    left_out = page.specific_class._meta.label in row[1]
    return "" if left_out or may(user=user, act=Act.APPROVE_FOR_COMITE, page=page) else BY_THE_COMITE


def publication_refused(*, user: Any, page: Any, revision: Any = None) -> str:
    """Why this account may not publish this version now (the last one): another's lock, its review, four eyes."""
    return (
        lock_refuses(user=user, page=page)
        or review_refuses(user=user, page=page)
        or comite_refuses(user=user, page=page)
        or eyes_refuse(user=user, revision=revision or page)
    )


@contextmanager
def decided_already() -> Iterator[None]:
    """What is published inside was approved before, by whom its log names: the rules are not asked again."""
    token = _decided.set(True)
    try:
        yield
    finally:
        _decided.reset(token)


def watch_publications() -> None:
    """Ask at the publication itself, which every door comes to: Wagtail offers no hook there, and sends its signals
    once the page is online. Called once, at start.
    """
    asked = PublishPageRevisionAction.check

    def check(self: Any, skip_permission_checks: bool = False) -> None:
        # The editor skips Wagtail's question, which it has asked before; it has not asked ours.
        if self.user is not None and not _decided.get():
            row = Page.objects.select_related("locked_by").get(pk=self.object.pk)
            refused = publication_refused(user=self.user, page=row, revision=self.revision)
            if refused and (skip_permission_checks or self.object.permissions_for_user(self.user).can_publish()):
                raise RuleError(refused)
        asked(self, skip_permission_checks)

    PublishPageRevisionAction.check = check
