"""Before several pages are published at once: those that are not complete are named, and nothing is published."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page


def refuse_incomplete_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """A redirection with one sentence for each page that cannot be published yet; None when all can."""
    if action_type != "publish":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    refus = [phrase for page in _to_publish(pages, action) if (phrase := _refus(page))]
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


def _refus(page: Page) -> str:
    brouillon = page.specific.get_latest_revision_as_object()
    try:
        brouillon.full_clean()
    except ValidationError as exc:
        return f"« {page.get_admin_display_title()} » n’est pas publiée. {' '.join(exc.messages)}"
    return ""
