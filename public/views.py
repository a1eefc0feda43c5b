"""Addresses of the public site that are no pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ground.keeping.offers import WITNESS, offer, shows


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read: every page, but not every combination of the search's filters."""
    told = {"SITE_URL": settings.SITE_URL}
    response = render(request, "robots.txt", told, content_type="text/plain; charset=utf-8")
    shows(request, WITNESS)
    offer(request, response)
    return response
