"""The sitemap, by parts: which pages there are, and when each was last published (https://www.sitemaps.org/protocol.html).

A part holds the pages whose numbers lie in one range: what is published changes one part, and no other moves.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from ground.facts import Weight, weighs
from ground.keeping.offers import CONTENT, offer, shows
from pages.tree_paths import Adresses
from pages.visibility import PagesPubliques

#: A robot takes 50 000 addresses at once; this many are written in some milliseconds.
PAGES_A_PART = 2_000
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@weighs(Weight(cost=2))
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the parts are."""
    site = _site(request)
    parts: dict[int, datetime | None] = {}
    for pk, last in _public(site).values_list("pk", _last()):
        part = pk // PAGES_A_PART
        parts[part] = max(filter(None, (parts.get(part), last)), default=None)
    found = [(f"{site.root_url}{reverse('sitemap-part', args=[part])}", last) for part, last in sorted(parts.items())]
    return _answer(request, "sitemapindex", "sitemap", found)


@weighs(Weight(cost=2))
@require_safe
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """The pages of one part."""
    site = _site(request)
    pages = _public(site).filter(pk__gte=part * PAGES_A_PART, pk__lt=(part + 1) * PAGES_A_PART)
    adresses = Adresses.pour(request)
    found = [(_whole(site, adresses.de(url_path)), last) for url_path, last in pages.values_list("url_path", _last())]
    if not found:
        raise Http404("Ce plan n’a pas autant de parties.")
    return _answer(request, "urlset", "url", found)


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("Aucun site à cette adresse.")
    return site


def _public(site: Site) -> PageQuerySet:
    below: PageQuerySet = Page.objects.descendant_of(site.root_page, inclusive=True)
    return below.filter(PagesPubliques().condition()).order_by("pk")


def _last() -> Any:
    return Coalesce("last_published_at", "latest_revision_created_at")


def _whole(site: Site, address: str) -> str:
    return address if address.startswith("http") else f"{site.root_url}{address}"


def _answer(request: HttpRequest, root: str, each: str, found: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    text = "\n".join(_lines(root, each, found))
    response = HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex, noodp, noarchive"})
    shows(request, CONTENT)
    offer(request, response)
    return response


def _lines(root: str, each: str, found: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<{root} {XMLNS}>"
    for address, last in found:
        day = f"<lastmod>{timezone.localtime(last).date().isoformat()}</lastmod>" if last else ""
        yield f"<{each}><loc>{escape(address)}</loc>{day}</{each}>"
    yield f"</{root}>"
