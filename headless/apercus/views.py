"""`/brouillon/<secret>/`: a shared draft in the site's own look, for whoever has the link.

Nothing keeps it, indexes it, frames it or tells its address to another site.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ground.discretion import discrete
from ground.facts import Weight, weighs
from headless.apercus.sharing import PartageFermeError, PartageInconnuError, brouillon_partage, partage_de


@weighs(Weight(cost=2))
@discrete()
@require_safe
def brouillon(request: HttpRequest, secret: str) -> HttpResponse:
    """The draft, or why there is none."""
    try:
        partage = partage_de(secret, now=timezone.now())
    except PartageFermeError:
        return _ferme(request, status=410)
    except PartageInconnuError:
        return _ferme(request, status=404)
    page = brouillon_partage(partage)
    request.is_preview = True  # type: ignore[attr-defined]  # as Wagtail marks its own previews
    request.partage = partage  # type: ignore[attr-defined]  # what the banner tells
    response: TemplateResponse = page.serve(request)
    return response


def _ferme(request: HttpRequest, *, status: int) -> HttpResponse:
    return render(request, "apercus/ferme.html", {"inconnu": status == 404}, status=status)
