"""What is asked after a save: the score and the remarks of a page, as its latest version has them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from comite.admin.reading import reads
from pages.models import PageEditoriale
from qualite.admin.panel import found_on


def quality_of_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of HTML, for whoever may read the draft."""
    page = get_object_or_404(PageEditoriale, pk=pk).specific
    if not reads(user=request.user, page=page):
        raise PermissionDenied
    answer = render(request, "qualite/_trouvailles.html", found_on(page.get_latest_revision_as_object()))
    answer["Cache-Control"] = "private, no-store"
    return answer
