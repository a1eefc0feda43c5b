"""Pages say of their answers that they may be kept, and what of."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ground.keeping.offers import CONTENT, offer, page_key, shows

#: What requests bear that show a draft. Wagtail takes the first back in `Page.serve`.
OF_DRAFTS = ("is_preview", "is_dummy", "partage", "parution")


def offer_page(page: Any, request: HttpRequest, response: HttpResponseBase) -> None:
    """Offer the answer that shows this page, unless it is a draft's.

    That of a restricted page is offered as well: Wagtail says after us, in the answer's own headers, that nobody may
    keep it.
    """
    if any(getattr(request, mark, None) for mark in OF_DRAFTS):
        return
    shows(request, CONTENT, page_key(page.pk))
    offer(request, response, reads=page.parameters_read)
