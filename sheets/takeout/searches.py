"""A search taken out in the columns of the templates: as visitors see its pages, in the order of the search.

What is corrected in such a sheet is brought in again by its page numbers.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from ground.edges.lanes import DOCUMENTS
from ground.facts import Weight, weighs
from pages.models import ExempleInspirant, Ressource
from search.engines.base import EngineError
from search.faces.titles import short_title
from search.faces.views import EXPORT_AU_PLUS, every_hit, not_kept
from search.planning.planner import plan_search
from search.planning.querystrings import querystring
from sheets.enums import SorteDeFeuille
from sheets.takeout.formats import FORMATS, answer
from sheets.takeout.tables import exported

MODELS = {SorteDeFeuille.RESSOURCES.value: Ressource, SorteDeFeuille.EXEMPLES.value: ExempleInspirant}


@weighs(Weight(cost=15, lane=DOCUMENTS))
@require_safe
def search_as_sheet(request: HttpRequest, sorte: str, forme: str) -> HttpResponse:
    """The ressources, or the exemples, that the search finds."""
    model = MODELS.get(sorte)
    if model is None or forme not in FORMATS:
        raise Http404("Ce tableau n’existe pas.")
    planned = plan_search(request.GET)
    try:
        found = [hit.id for hit in every_hit(planned, EXPORT_AU_PLUS)]
    except EngineError:
        # The page says why, and what else there is.
        return not_kept(redirect(f"{reverse('search:page')}{querystring(planned.query, page=1)}"))
    live = set(model.objects.filter(pk__in=found, live=True).values_list("pk", flat=True))
    keys = [key for key in found if key in live]
    return answer(
        forme, f"{sorte}-{slugify(short_title(planned)) or 'tout'}", exported(sorte, forme, keys, drafts=False)
    )
