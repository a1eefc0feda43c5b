"""How the pages of the desk answer: what holds for all of them, and what is told to whoever is not in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from ground import discretion
from ground.edges.rates import TooManyError
from propositions.desk.session import access_in, open_session
from propositions.models import AccesDePartenaire
from propositions.wording import belonging_to

#: The origin is needed for the protection of forms; the address itself, which holds a secret, is told to nobody.
discrete = discretion.discrete(referent="strict-origin")
View = Callable[..., HttpResponse]
UNKNOWN = "Vérifiez que l’adresse a été copiée en entier."
OVER = "Cet accès n’est plus valable\u00a0: demandez-en un autre à la personne qui vous l’a donné."
OUTSIDE = (
    "Ouvrez le lien que le Comité vous a donné. Si vous étiez déjà entré, la journée est passée ou l’accès a pris"
    " fin\u00a0: rouvrez le lien\u00a0; ce que vous aviez écrit est encore là si vous revenez en arrière."
)


def inside(view: View) -> View:
    """The view is given the link behind which the browser is; who is not in is told how to come in."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access = access_in(request)
        if access is None:
            return closed(request, "Vous n’êtes pas entré", OUTSIDE, status=403)
        response = view(request, access, *args, **kwargs)
        if request.method == "POST" and response.status_code != 429 and not response.cookies:
            open_session(response, access)
        return response

    return inner


def closed(request: HttpRequest, titre: str, phrase: str, *, status: int) -> HttpResponse:
    """Why there is nothing here."""
    return render(request, "espace/ferme.html", {"titre": titre, "phrase": phrase}, status=status)


def desk_page(
    request: HttpRequest, access: AccesDePartenaire, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One page of the desk."""
    told = {
        "acces": access,
        "partenaire": access.partenaire,
        "de_partenaire": belonging_to(access.partenaire),
        **context,
    }
    return render(request, f"espace/{template}.html", told, status=status)


def asked_to_wait(response: HttpResponse, exc: TooManyError) -> HttpResponse:
    """The same page, of which the browser is told when to come back."""
    response["Retry-After"] = str(exc.wait)
    return response


def to_desk(name: str = "accueil", *args: Any, said: str = "") -> HttpResponseRedirect:
    """Go to a page of the desk, which says `said` (a query)."""
    return HttpResponseRedirect(reverse(f"espace:{name}", args=args) + (f"?{said}" if said else ""))
