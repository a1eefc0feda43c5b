"""What the buttons of a C.A.P. do: each reads its form, does one act of `cap.editing`, and shows what came of it."""

from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cap import editing, throttle
from cap.models import Cap
from cap.screens.forms import LIBELLES, ConflitDit, Saisie
from cap.screens.responses import TEMOIN, inconnu, show_cap, vers

PARTI = "Cet élément a été retiré entre-temps : rien n’a été changé."
Geste = Callable[[HttpRequest, Cap, str], HttpResponse]


def perform(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    """Do what the button says (`geste`)."""
    geste = GESTES.get(request.POST.get("geste", ""))
    if geste is None:
        return show_cap(request, cap, secret, erreurs=["Ce bouton n’est pas connu."], status=422)
    try:
        return geste(request, cap, secret)
    except editing.CapInconnuError:  # somebody deleted it meanwhile
        return inconnu(request)


def _write_texts(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    return _merge(request, cap, secret, lambda vu, voulu: editing.write_texts(cap, vu=vu, voulu=voulu))


def _write_element(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    cle = request.POST.get("cle", "")
    return _merge(request, cap, secret, lambda vu, voulu: editing.change_element(cap, cle, vu=vu, voulu=voulu))


def _merge(
    request: HttpRequest,
    cap: Cap,
    secret: str,
    ecrire: Callable[[Mapping[str, str], Mapping[str, str]], list[editing.Conflit]],
) -> HttpResponse:
    """Write what was asked where nobody else wrote meanwhile, and show both values where somebody did."""
    voulu = {champ: request.POST[champ] for champ in LIBELLES if champ in request.POST}
    vu = {champ: request.POST.get(f"vu.{champ}", "") for champ in voulu}
    cle = request.POST.get("cle", "")
    try:
        conflicts = ecrire(vu, voulu)
    except ValidationError as exc:
        typed = Saisie(cle, vu, voulu)
        return show_cap(request, editing.reread(cap), secret, erreurs=_phrases(exc), saisie=typed, status=422)
    except editing.ElementInconnuError:
        return show_cap(request, editing.reread(cap), secret, erreurs=[PARTI], perdue=voulu.get("note", ""), status=409)
    if conflicts:
        told = [ConflitDit(one) for one in conflicts]
        return show_cap(request, editing.reread(cap), secret, conflits=told, conflit_cle=cle, status=409)
    return vers(secret, ancre=cle)


def _add_link(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    asked = {champ: request.POST.get(champ, "") for champ in ("famille", "titre", "url")}
    if asked["url"] and throttle.trop_de_liens(request):
        response = show_cap(request, cap, secret, erreurs=[throttle.TROP_DE_LIENS], libre=asked, status=429)
        response["Retry-After"] = str(throttle.HEURE)
        return response
    try:
        element = editing.add_link(cap, **asked)
    except ValidationError as exc:
        return show_cap(request, cap, secret, erreurs=_phrases(exc), libre=asked, status=422)
    return vers(secret, ancre=element.cle)


def _move(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    """It stays open and its button keeps the focus, so that one may go on."""
    cle, geste = request.POST.get("cle", ""), request.POST["geste"]
    editing.move_element(cap, cle, vers_le_haut=geste == "monter")
    return vers(secret, ancre=cle, ouvert=geste)


def _remove(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    editing.remove_element(cap, request.POST.get("cle", ""))
    return vers(secret)


def _renew_link(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    return vers(editing.renew_edit_link(cap, edition=secret))


def _delete(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    if "certain" not in request.POST:
        return show_cap(request, cap, secret, erreurs=["Cochez la case pour effacer ce C.A.P."], status=422)
    editing.delete_cap(cap)
    response = render(request, "cap/efface.html")
    response.delete_cookie(TEMOIN, path=reverse("cap:accueil"))
    return response


GESTES: dict[str, Geste] = {
    "textes": _write_texts,
    "element": _write_element,
    "lien": _add_link,
    "monter": _move,
    "descendre": _move,
    "retirer": _remove,
    "refaire": _renew_link,
    "supprimer": _delete,
}


def _phrases(exc: ValidationError) -> list[str]:
    if not hasattr(exc, "error_dict"):
        return list(exc.messages)
    return [
        f"{LIBELLES.get(champ, champ)} : {message}"
        for champ, messages in exc.message_dict.items()
        for message in messages
    ]
