"""Addresses of the public site that are no pages."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from ground.facts import weighs
from ground.keeping.offers import WITNESS, offer, shows

SECURITY_HOLDS = timedelta(days=180)


@weighs()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: every page, but not every combination of the search's filters."""
    told = {"SITE_URL": settings.SITE_URL}
    response = render(request, "robots.txt", told, content_type="text/plain; charset=utf-8")
    shows(request, WITNESS)
    offer(request, response)
    return response


@weighs()
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look when no page has told them: a feed, a table, a picture."""
    response = redirect(static("favicon.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


@weighs()
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness: RFC 9116. It is never older than a day, so half a year is always left of it."""
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {day + SECURITY_HOLDS:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    )
    response = HttpResponse("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response
