"""Before pages are published: those that are not complete, or that the rules of the Comité hold back, are named, and
nothing is published.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.models import Page

from comite.eyes import authors_of, publication_refused, watching
from comite.standings import roles_in_force
from pages.publication_rules import sentences_of
from pages.registry import held_back

ALONE = (
    "Publiée par vous, qui l’avez modifiée en dernier\u00a0: la règle des quatre yeux ne retient pas les"
    " super-utilisateurs."
)


def refuse_incomplete_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """A redirection with one sentence for each page that cannot be published yet; None when all can."""
    if action_type != "publish":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    refus = [phrase for page in _to_publish(pages, action) if (phrase := _refus(page, request.user))]
    if not refus:
        return None
    for phrase in refus:
        messages.error(request, phrase)
    return redirect(action.next_url)


def _to_publish(pages: Sequence[Page], action: Any) -> Iterator[Page]:
    for page in pages:
        yield page
        if action.cleaned_form.cleaned_data.get("include_descendants"):
            yield from page.get_descendants().not_live()


def refuse_own_changes(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before the editor publishes what it has just saved: back to the draft, with the sentence of the rule; or None."""
    refused = publication_refused(user=request.user, page=page)
    if not refused:
        return None
    messages.error(request, f"Votre brouillon est enregistré, et n’est pas publié. {refused}")
    return redirect("wagtailadmin_pages:edit", page.pk)


def say_one_pair_of_eyes(request: HttpRequest, page: Page) -> None:
    """Tell a superuser, whom the rule does not hold back, that nobody else has seen what is online now."""
    if not (request.user.is_superuser and roles_in_force() and watching()):
        return
    revision = Page.objects.get(pk=page.pk).live_revision
    if revision is not None and authors_of(revision, until_online=False)[0] == request.user.pk:
        messages.info(request, ALONE)


def ask_before_the_hour() -> None:
    """What is chosen for an hour to come is asked for now: Wagtail asks little of a page that is not online yet.

    Called once, at start. It raises ValidationError; what is published now is asked by the page itself.
    """
    asked = PublishPageRevisionAction.check

    def check(self: Any, skip_permission_checks: bool = False) -> None:
        asked(self, skip_permission_checks)
        hour = self.object.go_live_at
        if hour and hour > timezone.now() and (told := held_back(lambda: self.object)):
            raise ValidationError(told)

    PublishPageRevisionAction.check = check


def _refus(page: Page, user: Any) -> str:
    refused = publication_refused(user=user, page=page)
    if refused:
        return f"« {page.get_admin_display_title()} » n’est pas publiée. {refused}"
    brouillon = page.specific.get_latest_revision_as_object()
    try:
        brouillon.full_clean()
    except ValidationError as exc:
        return f"« {page.get_admin_display_title()} » n’est pas publiée. {' '.join(sentences_of(brouillon, exc))}"
    return ""
