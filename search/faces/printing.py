"""The search on paper: the same pages in the same order, with what was asked and where it can be asked again."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ground.edges.lanes import DOCUMENTS
from ground.facts import Weight, weighs
from search.answers.widening import settle
from search.contract.results import Hit
from search.engines import answering_engine
from search.engines.base import EngineError
from search.faces.titles import criteria, short_title
from search.faces.views import every_hit, not_kept
from search.planning.planner import plan_search
from search.planning.querystrings import querystring

logger = logging.getLogger(__name__)
INDISPONIBLE = "La recherche ne répond pas en ce moment : imprimez-la de nouveau dans quelques minutes."
#: What a printer can be asked for: some thirty sheets.
IMPRESSION_AU_PLUS = 300


@weighs(Weight(cost=10, lane=DOCUMENTS))
@require_safe
def print_view(request: HttpRequest) -> HttpResponse:
    """Everything that the search finds, up to what fits on paper, in one page without filters."""
    planned = plan_search(request.GET)
    hits: list[Hit] = []
    total, notice = 0, ""
    try:
        planned = settle(answering_engine(), planned)
        total = answering_engine().count(planned.query, planned.plan)
        hits = list(every_hit(planned, IMPRESSION_AU_PLUS))
    except EngineError as exc:
        logger.error("A search could not be printed: %s", exc)
        notice = INDISPONIBLE
    context = {
        "titre": short_title(planned),
        "criteres": criteria(planned),
        "hits": hits,
        "total": total,
        "notice": notice,
        "messages": planned.messages,
        "retour": f"../{querystring(planned.query, page=1)}",
        "adresse": request.build_absolute_uri(f"{reverse('search:page')}{querystring(planned.query, page=1)}"),
        "racine": request.build_absolute_uri("/").rstrip("/"),
        "imprime_le": timezone.localtime(),
    }
    response = render(request, "search/imprimer.html", context)
    return not_kept(response) if notice else response
