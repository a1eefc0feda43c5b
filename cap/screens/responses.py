"""How the pages of a C.A.P. answer: what holds for all of them, the cookie, what a link that opens nothing is told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from cap import audience, editing, throttle
from cap.enums import Statut
from cap.models import DUREE_SANS_VISITE, HORIZON, NOTE_AU_PLUS, TEXTE_AU_PLUS, Cap
from cap.presentation import colonnes_de
from cap.screens.forms import Saisie, champs_de
from cap.takeaway.formats import OFFERTES
from ground import discretion
from taxonomy.enums import Famille

TEMOIN = "cap"
LECTURE_SEULE = "Ce lien permet de lire ce C.A.P., pas de le modifier."
#: Its origin is needed for the protection of forms; the address itself is told to nobody.
discrete = discretion.discrete(referent="strict-origin")


def show_cap(
    request: HttpRequest, cap: Cap, secret: str, *, saisie: Saisie | None = None, status: int = 200, **plus: Any
) -> HttpResponse:
    """The page on which a C.A.P. is changed; `saisie` is a form that was refused, shown again as it was sent."""
    lecture = editing.lien_de_lecture(cap, edition=secret)
    colonnes = colonnes_de(cap, request)
    ouvert = (saisie.cle if saisie else "") or plus.get("conflit_cle", "") or request.GET.get("element", "")
    elements = (item.element for colonne in colonnes for item in colonne.items)
    element = next((one for one in elements if one.cle == ouvert), None)
    contexte = {
        "cap": cap,
        "colonnes": colonnes,
        "ouvert": ouvert,
        "textes": champs_de(cap, editing.TEXTES, saisie),
        "champs": champs_de(element, editing.CHAMPS, saisie, cle=ouvert) if element else {},
        "apres": request.GET.get("apres", ""),
        "nouveautes": [item for colonne in colonnes for item in colonne.items if item.a_change],
        "formes": OFFERTES,
        "statuts": Statut.choices,
        "familles": Famille.choices,
        "profils": audience.profils(),
        "regions": audience.regions(),
        "horizon": HORIZON,
        "note_au_plus": NOTE_AU_PLUS,
        "texte_au_plus": TEXTE_AU_PLUS,
        "lien_edition": request.build_absolute_uri(reverse("cap:modifier", args=[secret])),
        "lien_lecture": request.build_absolute_uri(reverse("cap:lire", args=[lecture])),
        **plus,
    }
    response = render(request, "cap/modifier.html", contexte, status=status)
    _temoin(response, secret)
    return response


def vers(secret: str, *, ancre: str = "", ouvert: str = "") -> HttpResponse:
    """Go to the C.A.P., at one element (`ancre`, its key), which stays open after the act `ouvert`."""
    where = ""
    if ancre.isascii() and ancre.isalnum():
        # Where a browser goes to a button, it gives it the focus.
        where = f"?element={ancre}&apres={ouvert}#suite" if ouvert else f"#e-{ancre}"
    response = HttpResponseRedirect(reverse("cap:modifier", args=[secret]) + where)
    _temoin(response, secret)
    return response


def _temoin(response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        TEMOIN,
        secret,
        max_age=int(DUREE_SANS_VISITE.total_seconds()),
        path=reverse("cap:accueil"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def connu(request: HttpRequest) -> tuple[str, Cap] | None:
    """The secret and the C.A.P. that this browser knows, if there still is one."""
    secret = request.COOKIES.get(TEMOIN, "")
    try:
        return secret, editing.cap_to_edit(secret)
    except editing.CapInconnuError:
        return None


def refuse_ou_inconnu(request: HttpRequest, secret: str) -> HttpResponse:
    """Who has only the reading link is told so, and may not change anything."""
    try:
        editing.cap_to_read(secret)
    except editing.CapInconnuError:
        return inconnu(request)
    return lecture_seule(request)


def lecture_seule(request: HttpRequest) -> HttpResponse:
    """Who may read may not write."""
    return render(request, "cap/inconnu.html", {"titre": "Lecture seule", "phrase": LECTURE_SEULE}, status=403)


def inconnu(request: HttpRequest) -> HttpResponse:
    """No such link. Who tries many is asked to wait: a secret is not guessed, and trying costs."""
    if throttle.trop_d_essais(request):
        response = render(
            request, "cap/inconnu.html", {"titre": "Trop d’essais", "phrase": throttle.TROP_D_ESSAIS}, status=429
        )
        response["Retry-After"] = str(throttle.MINUTE)
        return response
    return render(request, "cap/inconnu.html", status=404)
