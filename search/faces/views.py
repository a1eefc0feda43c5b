"""The public search page and its table (CSV). The API is in `search.faces.api`, the feed in `search.faces.atom`.

Nothing typed is an error here, and an engine that is away is a sentence with other ways to browse, never a 5xx.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from ground.edges.lanes import DOCUMENTS, SEARCHES
from ground.facts import Weight, weighs
from ground.keeping.offers import CONTENT, INDEX, offer, shows
from ground.spreadsheets import csv_lines
from search.answers.dressing import answer, chips, dressed, last_page, page_links
from search.answers.widening import settle
from search.contract.query import TAILLE_DE_PAGE
from search.contract.results import Hit, SearchResults
from search.engines import answering_engine
from search.engines.base import EngineError, EngineUnavailableError
from search.enums import Mots, SearchScope, Tri
from search.faces.browsing import rayons
from search.faces.groups import groups_of
from search.faces.titles import short_title
from search.frequent import counting
from search.planning.planner import TOUS_LES_PARAMETRES, Planned, mark_of, plan_search
from search.planning.querystrings import pairs_of, querystring

logger = logging.getLogger(__name__)

INDISPONIBLE = (
    "La recherche ne répond pas en ce moment ; elle reviendra d’elle-même. En attendant, toutes les pages restent "
    "ouvertes : voici par où les parcourir."
)
EXPORT_AU_PLUS = 5_000
_LOT = 500
_VIDE = SearchResults(total=0, hits=(), facets=(), ladder=())


@weighs(Weight(cost=2, lane=SEARCHES))
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The search as a page; a script that shows only what has changed asks for the same."""
    planned = plan_search(request.GET)
    try:
        answered = answer(answering_engine(), planned)
    except EngineError as exc:
        logger.error("A search could not be answered: %s", exc)
        context = {**_context(planned, replace(_VIDE, notice=INDISPONIBLE)), "parcourir": rayons(planned, request)}
        return not_kept(render(request, "search/page.html", context))
    planned, results = answered.planned, answered.results
    if planned.query.page > last_page(results.total, planned.query.size):
        return _beyond_the_end(request, planned, results)

    def count(asked: HttpRequest) -> None:
        counting.note_search(asked, planned, results.avec_tous)

    count(request)
    response = render(request, "search/page.html", _context(planned, results))
    if results.notice:
        return not_kept(response)
    shows(request, CONTENT, INDEX)
    offer(request, response, reads=TOUS_LES_PARAMETRES, again=count, shared=False)
    return response


def not_kept(response: HttpResponse) -> HttpResponse:
    """An answer that stands in for another one must not outlive the outage in any cache."""
    response["Cache-Control"] = "no-store"
    return response


def _beyond_the_end(request: HttpRequest, planned: Planned, results: SearchResults) -> HttpResponse:
    last = last_page(results.total, planned.query.size)
    context = _context(planned, replace(results, hits=()))
    context["messages"] = (*context["messages"], f"Cette page n’existe pas : la dernière est la page {last}.")
    context["derniere_page_url"] = "./" + querystring(planned.query, page=last)
    # The page before this one may not exist either: the last one is the way back.
    del context["pages"]
    return render(request, "search/page.html", context, status=404)


def _context(planned: Planned, results: SearchResults) -> dict[str, Any]:
    query = planned.query
    asked = querystring(query, page=1)
    title = short_title(planned)
    return {
        "query": query,
        "titre_court": title,
        "adresse_de_la_recherche": f"{settings.SITE_URL}{reverse('search:page')}{asked if len(asked) > 1 else ''}",
        "etat": pairs_of(replace(query, page=1)),
        "results": results,
        "groupes": groups_of(results, query),
        "mots_champ": f"{results.mots}:{mark_of(query.text)}" if results.mots else "",
        "mots_tous_url": "./" + querystring(query, mots=Mots.TOUS, page=1),
        "mots_partie_url": _widened_url(planned, results),
        "chips": chips(planned),
        "pages": page_links(query, results.total, results.newest),
        "tris": [(tri.value, tri.label, tri == query.tri, "./" + querystring(query, tri=tri, page=1)) for tri in Tri],
        "portees": [
            (portee.value, portee.label, portee == query.portee, "./" + querystring(query, portee=portee, page=1))
            for portee in SearchScope
        ],
        "messages": planned.messages,
        "sans_filtre_url": "./" + querystring(query.with_selection({})),
        "faces": {
            "json": f"{reverse('wagtailapi_v3:recherche')}{asked}",
            "csv": f"export.csv{asked}",
            "question": asked,
            "atom": f"flux.atom{asked}",
            "print": f"imprimer/{asked}",
            "courriel": _mail(title, f"{settings.SITE_URL}{reverse('search:page')}{asked}"),
        },
    }


def _widened_url(planned: Planned, results: SearchResults) -> str:
    """The search with a part of its words, offered where all of them find no more than one page; else ""."""
    if results.mots != Mots.TOUS or results.total > TAILLE_DE_PAGE:
        return ""
    return "./" + querystring(planned.query, mots=Mots.PARTIE, page=1)


def _mail(title: str, address: str) -> str:
    return "mailto:?" + urlencode({"subject": title, "body": address}, quote_via=quote)


@weighs(Weight(cost=15, lane=DOCUMENTS))
@require_safe
def export_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Every hit of the search, one per line, in the same order, for a spreadsheet."""
    planned = plan_search(request.GET)
    try:
        hits = list(every_hit(planned, EXPORT_AU_PLUS))
    except EngineError as exc:
        logger.error("An export could not be made: %s", exc)
        # The page says why, and what else there is.
        return not_kept(redirect(f"{reverse('search:page')}{querystring(planned.query, page=1)}"))
    response = StreamingHttpResponse(
        csv_lines(_COLUMNS, (_cells(hit, request) for hit in hits)), content_type="text/csv; charset=utf-8"
    )
    name = slugify(short_title(planned)) or "tout"
    response["Content-Disposition"] = f'attachment; filename="recherche-{name}.csv"'
    return response


_COLUMNS = (
    "id",
    "titre",
    "adresse",
    "nature",
    "échelon",
    "territoires",
    "acteurs",
    "domaines",
    "partenaires",
    "état du lien",
    "vérifié le",
    "publié le",
    "sans ces mots",
)


def _cells(hit: Hit, request: HttpRequest) -> tuple[Any, ...]:
    """A result as a row of the table."""
    return (
        hit.id,
        hit.titre,
        request.build_absolute_uri(hit.url),
        hit.nature,
        hit.echelon,
        *(" | ".join(names) for names in (hit.territoires, hit.acteurs, hit.domaines, hit.partenaires)),
        hit.etat_lien_label,
        hit.verifie_le.date().isoformat() if hit.verifie_le else "",
        hit.publie_le.date().isoformat() if hit.publie_le else "",
        " | ".join(hit.sans),
    )


def every_hit(planned: Planned, most: int) -> Iterator[Hit]:
    """Everything that the search finds, page after page, up to `most`. Raises EngineError."""
    return islice(_every_hit(planned, -(-most // TAILLE_DE_PAGE) * TAILLE_DE_PAGE), most)


def _every_hit(planned: Planned, most: int) -> Iterator[Hit]:
    """By whole screens, whose hits stand in their groups."""
    engine = answering_engine()
    settled = settle(engine, planned)
    size = min(_LOT, most)
    from_copy = False
    until = 0
    for number in range(1, -(-most // size) + 1):
        query = replace(settled.query.at_page(number, until), size=size)
        raw = engine.search(query, settled.plan)
        until = until or raw.newest
        from_copy = raw.from_copy if number == 1 else from_copy
        if raw.from_copy != from_copy:
            # Half of one list and half of another would miss pages and repeat others.
            raise EngineUnavailableError("L’index a changé pendant que la liste était lue.")
        yield from dressed(raw.hits, query, settled.plan)
        if number * size >= raw.total:
            return
