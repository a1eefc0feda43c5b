"""`/parution/<secret>/…`: the site as it will be, for whoever has the link; the same in the admin, for the Comité.

Nothing keeps it, indexes it, frames it or tells its address to another site.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ground.discretion import discrete
from ground.edges.lanes import DOCUMENTS
from ground.facts import Weight, weighs
from parutions.models import Parution
from parutions.preview.answering import answer
from parutions.preview.sharing import ClosedShareError, UnknownShareError, shared_set
from parutions.rights import looks


@weighs(Weight(cost=30, lane=DOCUMENTS))
@discrete()
@require_safe
def shared(request: HttpRequest, secret: str, path: str = "") -> HttpResponse:
    """The page, or why there is none."""
    try:
        partage = shared_set(secret)
    except ClosedShareError:
        return _ended(request, status=410)
    except UnknownShareError:
        return _ended(request, status=404)
    prefix = reverse("parutions_partagee", kwargs={"secret": secret})
    return _page(partage.parution, request, path=path, prefix=prefix)


@discrete()
@require_safe
def within_admin(request: HttpRequest, pk: int, path: str = "") -> HttpResponse:
    """The same for an account of the Comité. Raises PermissionDenied, Http404."""
    if not looks(request.user):
        raise PermissionDenied
    parution = get_object_or_404(Parution, pk=pk)
    if not parution.est_ouverte:
        return _ended(request, status=410)
    return _page(parution, request, path=path, prefix=reverse("parutions_apercu", kwargs={"pk": pk}))


def _page(parution: Parution, request: HttpRequest, *, path: str, prefix: str) -> HttpResponse:
    try:
        return answer(parution, request, path=path, prefix=prefix)
    except Http404:
        return render(request, "parutions/absente.html", {"accueil": prefix, "parution": parution}, status=404)


def _ended(request: HttpRequest, *, status: int) -> HttpResponse:
    return render(request, "parutions/fermee.html", {"inconnu": status == 404}, status=status)
