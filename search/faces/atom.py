"""The search as a feed (Atom, RFC 4287), fifty hits a page in the search's own order (paged as RFC 5005 says)."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from ground.edges.lanes import SEARCHES
from ground.facts import Weight, weighs
from search.answers.dressing import dressed, last_page
from search.answers.widening import settle
from search.contract.characters import writable
from search.contract.query import SearchQuery
from search.contract.results import Hit
from search.engines import answering_engine
from search.engines.base import EngineError, RawResults
from search.faces.titles import short_title
from search.faces.views import not_kept
from search.planning.planner import plan_search
from search.planning.querystrings import querystring

logger = logging.getLogger(__name__)

ENTREES_PAR_PAGE = 50
DESCRIPTION = "Ce que cette recherche trouve."
INDISPONIBLE = "La recherche ne répond pas en ce moment : ce flux sera de nouveau complet à son retour."
#: An entry must say when it was updated: what was never dated says the same each time.
_SANS_DATE = datetime(1970, 1, 1, tzinfo=UTC)
_RIEN = RawResults(total=0, hits=(), counts={}, sommets={}, ladder={})


class PagedFeed(Atom1Feed):
    """An Atom feed that says where its other pages are: `pages` holds (relation, address)."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"]:
            handler.addQuickElement("link", "", {"rel": relation, "href": address})


@weighs(Weight(cost=3, lane=SEARCHES))
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """One page of the search's hits, in their order, as an Atom feed; an empty one that says why when it is away."""
    planned = plan_search(request.GET)
    description, raw = DESCRIPTION, _RIEN
    try:
        engine = answering_engine()
        planned = settle(engine, planned)
        raw = engine.search(replace(planned.query, size=ENTREES_PAR_PAGE), planned.plan)
    except EngineError as exc:
        logger.error("A feed could not be made: %s", exc)
        description = INDISPONIBLE
    query = replace(planned.query, size=ENTREES_PAR_PAGE)

    def address(asked: SearchQuery) -> str:
        return request.build_absolute_uri(f"flux.atom{querystring(asked)}")

    whole = request.build_absolute_uri(f"./{querystring(query, page=1)}")
    atom = PagedFeed(
        title=f"Recherche : {short_title(planned)}",
        link=whole,
        subtitle=description,
        description=description,
        feed_url=address(query),
        feed_guid=whole,
        author_name=settings.WAGTAIL_SITE_NAME,
        author_link=settings.SITE_URL,
        language="fr",
        pages=[(relation, address(other)) for relation, other in _other_pages(query, raw)],
    )
    for hit in dressed(raw.hits, query, planned.plan):
        _add(atom, hit, request.build_absolute_uri(hit.url))
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return not_kept(response) if description == INDISPONIBLE else response


def _add(atom: Atom1Feed, hit: Hit, link: str) -> None:
    # Text pasted from a word processor may hold what no reader of feeds accepts.
    atom.add_item(
        title=writable(hit.titre),
        link=link,
        description=writable(hit.extrait_html),
        pubdate=hit.publie_le,
        updateddate=hit.publie_le or _SANS_DATE,
        unique_id=link,
    )


def _other_pages(query: SearchQuery, raw: RawResults) -> list[tuple[str, SearchQuery]]:
    """(relation, page) of the first, the previous and the next page, as far as there are any."""
    found = []
    if query.page > 1:
        found += [("first", query.at_page(1, 0)), ("previous", query.at_page(query.page - 1, raw.newest))]
    if query.page < last_page(raw.total, query.size):
        found.append(("next", query.at_page(query.page + 1, raw.newest)))
    return found
