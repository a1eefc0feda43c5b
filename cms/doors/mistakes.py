"""What no form of ours sends is the sender's mistake, wherever it makes a view stumble: 404 or 400, never a 500.

Django asks the database for whatever number stands in an address, and SQLite cannot even be asked for one beyond 64
bits. Wagtail's admin takes for granted what its own pages send, and answers 500 to the rest. What it does in 8.0:

* `…/chosen/zz/`, `…/chosen-multiple/?id=zz`, `/admin/api/main/…/find/?id=zz`: `.get(pk="zz")` raises ValueError, and a
  number beyond 64 bits OverflowError;
* a list asked for a page that it does not have, by a paginator that does not forgive (`workflows/edit/1/?p=99`);
* `…/choose/…/create/` of a chooser that creates nothing: its form is None;
* `redirects/import/process/` without a file before it: it reads what the first step left in the session;
* `choose-external-link/` sent without an address; `lock`, `unlock` and `set_position` of the root, which has no parent;
* `failwhale/` raises on purpose, to look at the page of a 500.

Each is logged with its traceback: a mistake that a page of ours sends would be found there.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from django.core.paginator import InvalidPage
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDictKeyError

API = "/api/"
LARGEST_NUMBER = 2**63 - 1
#: How Django and the databases say that a number is none, or none of theirs.
NO_NUMBER: Mapping[type[Exception], str] = {
    ValueError: "expected a number but got",
    OverflowError: "too large to convert to SQLite INTEGER",
    DataError: "out of range",
}
#: By the name of one of Wagtail's views: what it raises of what it was not sent, and what the sender is told.
OF_WAGTAIL: Mapping[str, tuple[type[Exception], int]] = {
    "wagtailadmin_error_test": (Exception, 404),
    "wagtailadmin_choose_page_external_link": (AttributeError, 400),
    "wagtailadmin_pages:lock": (AttributeError, 404),
    "wagtailadmin_pages:unlock": (AttributeError, 404),
    "wagtailadmin_pages:set_page_position": (AttributeError, 404),
    "wagtailredirects:process_import": (KeyError, 400),
}
CHOOSERS_OF_SNIPPETS = "wagtailsnippetchoosers_"
TOLD = {
    400: ("Cette demande est incomplète", "Il y manque ce que le formulaire aurait envoyé : reprenez depuis sa page."),
    404: ("Il n’y a rien à cette adresse", "Elle désigne ce qui n’existe pas ou n’existe plus."),
}
logger = logging.getLogger(__name__)
Suite = Callable[[HttpRequest], HttpResponse]


class AnswerMistakes:
    """The one place that knows which exceptions mean bad input. The API has its own: `cms/api/errors.py`."""

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> None:
        """Nothing has a number that no row can have."""
        if any(isinstance(one, int) and one > LARGEST_NUMBER for one in (*args, *kwargs.values())):
            raise Http404

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        """The answer to a mistake; None for what is an error of ours."""
        status = 0 if request.path.startswith(API) else status_of(request, exc)
        if not status:
            return None
        logger.warning("%s %s: taken for a mistake of the sender", request.method, request.path, exc_info=exc)
        title, phrase = TOLD[status]
        return render(request, "400.html", {"erreur": status, "titre": title, "phrase": phrase}, status=status)


def status_of(request: HttpRequest, exc: Exception) -> int:
    """What the sender is told of the exception: 404, 400, or 0 when it is no mistake of his."""
    match = request.resolver_match
    if isinstance(exc, InvalidPage):
        return 404
    if isinstance(exc, MultiValueDictKeyError):
        return 400
    if any(isinstance(exc, kind) and words in str(exc) for kind, words in NO_NUMBER.items()):
        return 404
    name = match.view_name if match else ""
    if name.startswith(CHOOSERS_OF_SNIPPETS) and name.endswith(":create") and isinstance(exc, AttributeError):
        return 404
    kind, status = OF_WAGTAIL.get(name, (None, 0))
    return status if kind and isinstance(exc, kind) else 0
