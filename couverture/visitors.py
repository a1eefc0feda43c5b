"""What the site covers, for visitors: what is there and what is missing, each number a search."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from couverture.doors import PROPOSE
from couverture.enums import TableauDeCouverture
from couverture.matrix import SHADE_WORDS, Options, matrix
from couverture.rungs import choices
from ground.facts import Weight, weighs
from ground.keeping.offers import CONTENT, holds_until, offer, shows
from search.contract.characters import writable

#: The tables that visitors see, and how each is called to them.
SHOWN = {TableauDeCouverture.ACTEURS: "Par acteur", TableauDeCouverture.TERRITOIRES: "Par territoire"}
READ = ("tableau", "dans")


@weighs(Weight(cost=5))
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """One of the tables, as a page that is kept until something is published, or the day ends."""
    asked = request.GET.get("tableau", "")
    tableau = next((one for one in SHOWN if one.value == asked), TableauDeCouverture.ACTEURS)
    dans = writable(request.GET.get("dans", ""))[:80] if tableau is TableauDeCouverture.TERRITOIRES else ""
    table = matrix(Options(tableau=tableau, dans=dans))
    context = {
        "table": table,
        "tableau": tableau,
        "tableaux": [(one.value, said, one is tableau) for one, said in SHOWN.items()],
        "legende": list(enumerate(SHADE_WORDS)),
        "territoires": choices() if tableau is TableauDeCouverture.TERRITOIRES else [],
        "chosen_apart": bool(table.where and table.where.is_narrow),
        "proposer": PROPOSE.address() if PROPOSE.is_open else "",
    }
    response = render(request, "couverture/page.html", context)
    shows(request, CONTENT)
    holds_until(request, _midnight())
    offer(request, response, reads=READ)
    return response


def _midnight() -> datetime:
    """When pages stop being valid: the next one, by Paris' calendar."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
