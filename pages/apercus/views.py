"""`/brouillon/<secret>/`: a shared draft in the site's own look, for whoever has the link.

Nothing keeps it, indexes it, frames it or tells its address to another site.
"""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pages.apercus.partage import PartageFermeError, PartageInconnuError, brouillon_partage, partage_de

EN_TETES = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


@csp_replace({"frame-ancestors": [NONE]})  # type: ignore[arg-type]  # csp knows views without arguments
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
    return _discrete(response)


def _ferme(request: HttpRequest, *, status: int) -> HttpResponse:
    return _discrete(render(request, "apercus/ferme.html", {"inconnu": status == 404}, status=status))


def _discrete(response: HttpResponse) -> HttpResponse:
    for name, value in EN_TETES.items():
        response[name] = value
    return response
