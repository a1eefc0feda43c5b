"""One page of the preview: the site's own view, asked as a visitor would, whose links lead on within the preview."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseRedirectBase
from django.urls import Resolver404, resolve
from django.utils import timezone

from parutions.models import Parution
from parutions.preview.site import Preview, site_as_it_will_be

#: What of the site is shown: pages and the search.
SHOWN = frozenset({"wagtail_serve", "search:page"})
#: Addresses that are what they are: files, the admin, the API.
AS_THEY_ARE = ("static/", "media/", "documents/", "images/", "admin/", "api/", "brouillon/", "parution/", "cap/")
LINK = re.compile(r'(<(?:a|form|link)\b[^>]*?\s(?:href|action))="/(?!/)([^"]*)"')
TODAY = "La recherche est encore celle d’aujourd’hui."
LEFT = "Ne peuvent pas encore paraître : {titles}."
NAMED = 3


@dataclass(frozen=True, slots=True)
class Banner:
    """What the banner says."""

    nom: str
    le: datetime
    reserve: str


def answer(parution: Parution, request: HttpRequest, *, path: str, prefix: str) -> HttpResponse:
    """What a visitor will get at `/path`. `prefix` is where the preview stands. Raises Http404."""
    try:
        match = resolve(f"/{path}")
    except Resolver404 as exc:
        raise Http404 from exc
    if match.view_name not in SHOWN:
        raise Http404
    with site_as_it_will_be(parution, now=timezone.now()) as preview:
        inner = _asked(request, path, _shown(parution, preview))
        inner.resolver_match = match
        response: Any = match.func(inner, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        if isinstance(response, HttpResponseRedirectBase):
            return HttpResponseRedirect(_within(response.url, prefix))
        html = response.content.decode()
    return HttpResponse(LINK.sub(lambda found: _link(found, prefix), html), status=response.status_code)


def _asked(request: HttpRequest, path: str, shown: Banner) -> HttpRequest:
    """The same request at another address, of somebody whom nobody knows."""
    inner = HttpRequest()
    inner.method = "GET"
    inner.path = inner.path_info = f"/{path}"
    inner.META = {name: value for name, value in request.META.items() if not name.startswith("HTTP_COOKIE")}
    inner.META |= {"PATH_INFO": inner.path, "REQUEST_METHOD": "GET"}
    inner.GET = QueryDict(request.META.get("QUERY_STRING", ""))
    own: Any = inner
    own.user, own.session, own.parution = AnonymousUser(), {}, shown
    own._get_scheme = lambda: request.scheme
    return inner


def _shown(parution: Parution, preview: Preview) -> Banner:
    said = []
    if preview.missing:
        titles = ", ".join(f"« {title} »" for title in preview.missing[:NAMED])
        more = len(preview.missing) - NAMED
        said.append(LEFT.format(titles=f"{titles} et {more} de plus" if more > 0 else titles))
    if preview.search_is_of_today:
        said.append(TODAY)
    return Banner(parution.nom, parution.le, " ".join(said))


def _link(found: re.Match[str], prefix: str) -> str:
    opening, path = found.groups()
    return f'{opening}="{_within("/" + path, prefix)}"'


def _within(url: str, prefix: str) -> str:
    """The address within the preview; those of other sites and of files stay."""
    own = url.removeprefix(settings.SITE_URL)
    if not own.startswith("/") or own.startswith("//") or own[1:].startswith(AS_THEY_ARE):
        return url
    return f"{prefix}{own[1:]}"
