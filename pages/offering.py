"""Pages say of their answers that they may be kept, and what of."""

from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ground.keeping import CONTENT, offer, page_key, shows


def offer_page(page: Any, request: HttpRequest, response: HttpResponseBase) -> None:
    """Offer the answer that shows this page, unless it is a draft's or was asked for by an odd spelling of its address.

    Wagtail takes `//agir///` for `/agir/`: each spelling would be kept once more. A restricted page is offered as well:
    Wagtail says in the answer's own headers, after us, that nobody may keep it.
    """
    if getattr(request, "is_preview", False) or getattr(request, "partage", None):
        return
    parts = page.get_url_parts(request)
    if parts is None or unquote(parts[2] or "") != request.path:
        return
    shows(request, CONTENT, page_key(page.pk))
    offer(request, response, reads=page.parameters_read)
