"""`/cap/…`: to make a C.A.P., to add to it, to change it by one link and to read it by another. No account, no script.

Secrets are in addresses, and in a cookie of this browser (`cap`) that lets « Ajouter à mon C.A.P. » find it again. No
cache keeps these pages, no engine indexes them, no other site is told their address, nothing frames them.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pages.cap import edition, essais, qui
from pages.cap.emporter.contenu import contenu_de
from pages.cap.emporter.formes import FORMES, reponse
from pages.cap.enums import Statut
from pages.cap.models import DUREE_SANS_VISITE, HORIZON, NOTE_AU_PLUS, TEXTE_AU_PLUS, Cap
from pages.cap.presentation import colonnes_de
from pages.models import PageEditoriale
from pages.publiques import PagesPubliques
from taxonomy.enums import Famille

TEMOIN = "cap"
PAGES_AU_PLUS = 60
TROP_DE_PAGES = f"On ajoute au plus {PAGES_AU_PLUS} pages à la fois : recommencez avec moins de choix."
EN_TETES = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # Its origin is needed for the protection of forms; the address itself is told to nobody.
    "Referrer-Policy": "strict-origin",
    "X-Frame-Options": "DENY",
}
LIBELLES = {
    "nom": "Organisation",
    "objectifs": "Objectifs",
    "moyens": "Moyens",
    "profil": "Profil",
    "region": "Région",
    "statut": "État",
    "note": "Note",
    "echeance": "Échéance",
    "titre": "Titre",
}
PARTI = "Cet élément a été retiré entre-temps : rien n’a été changé."
FORME_INCONNUE = f"Un C.A.P. s’emporte sous l’une de ces formes : {', '.join(FORMES)}."
LECTURE_SEULE = "Ce lien permet de lire ce C.A.P., pas de le modifier."
Vue = Callable[..., HttpResponse]


def discrete(view: Vue) -> Vue:
    """What holds for every answer here."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in EN_TETES.items():
            response[name] = value
        return response

    framed: Any = csp_replace({"frame-ancestors": [NONE]})(inner)
    return framed


@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def mon_cap(request: HttpRequest) -> HttpResponse:
    """What a C.A.P. is; the way to the one that this browser knows; a new one."""
    if request.method == "POST":
        return _vers(edition.creer()[1])
    return render(request, "cap/accueil.html", {"connu": _connu(request), "mois": DUREE_SANS_VISITE.days // 30})


@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def ajouter(request: HttpRequest) -> HttpResponse:
    """Add pages (`page`, repeated) to the C.A.P. of this browser, or to a new one."""
    asked = request.POST if request.method == "POST" else request.GET
    asked_for = (int(one) for one in asked.getlist("page") if one.isascii() and one.isdigit() and len(one) < 10)
    numbers = list(dict.fromkeys(asked_for))
    if len(numbers) > PAGES_AU_PLUS:
        return render(request, "cap/ajouter.html", {"erreurs": [TROP_DE_PAGES]}, status=422)
    pages = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in=numbers)
    by_id = {page.pk: page for page in pages}
    chosen = [by_id[number] for number in numbers if number in by_id]
    known = _connu(request)
    who = {champ: asked.get(champ, "")[:255].replace("\x00", "") for champ in ("profil", "region")}
    contexte = {"pages": chosen, "connu": known, **who, "qui": qui.noms(**who) if any(who.values()) else []}
    if request.method != "POST" or not chosen:
        return render(request, "cap/ajouter.html", contexte, status=200 if chosen else 404)
    cap, secret = (known[1], known[0]) if known and "nouveau" not in request.POST else edition.creer()
    try:
        edition.ajouter_des_pages(cap, chosen)
    except ValidationError as exc:
        return render(request, "cap/ajouter.html", {**contexte, "erreurs": exc.messages}, status=422)
    edition.dire_qui(cap, **who)
    return _vers(secret)


@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def lire(request: HttpRequest, secret: str) -> HttpResponse:
    """The C.A.P. as its authors share it. Whatever is sent to it is refused."""
    try:
        cap = edition.cap_a_lire(secret)
    except edition.CapInconnuError:
        return _inconnu(request)
    if request.method == "POST":
        return render(request, "cap/inconnu.html", {"titre": "Lecture seule", "phrase": LECTURE_SEULE}, status=403)
    if "format" in request.GET:
        return _emporter(request, cap, lecture=secret)
    contexte = {
        "cap": cap,
        "colonnes": colonnes_de(cap, request),
        "lien": request.path,
        "racine": request.build_absolute_uri("/")[:-1],
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "cap/lire.html", contexte)


@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, secret: str) -> HttpResponse:
    """The C.A.P. in the hands of its authors."""
    try:
        cap = edition.cap_a_editer(secret)
    except edition.CapInconnuError:
        return _refuse_ou_inconnu(request, secret)
    if request.method == "POST":
        geste = GESTES.get(request.POST.get("geste", ""))
        if geste is not None:
            return _faire(geste, request, cap, secret)
        return _montrer(request, cap, secret, erreurs=["Ce bouton n’est pas connu."], status=422)
    if "format" in request.GET:
        return _emporter(request, cap, lecture=edition.lien_de_lecture(cap, edition=secret))
    edition.visiter(cap, now=timezone.now())
    return _montrer(request, cap, secret)


def _faire(geste: Callable[[HttpRequest, Cap, str], HttpResponse], request: HttpRequest, cap: Cap, secret: str) -> Any:
    try:
        return geste(request, cap, secret)
    except edition.CapInconnuError:  # somebody deleted it meanwhile
        return _inconnu(request)


def _emporter(request: HttpRequest, cap: Cap, *, lecture: str) -> HttpResponse:
    asked = request.GET["format"]
    if asked not in FORMES:
        return render(request, "cap/inconnu.html", {"titre": "Forme inconnue", "phrase": FORME_INCONNUE}, status=404)
    return reponse(contenu_de(cap, request, lecture=lecture), asked)


def _montrer(request: HttpRequest, cap: Cap, secret: str, *, status: int = 200, **plus: Any) -> HttpResponse:
    lecture = edition.lien_de_lecture(cap, edition=secret)
    colonnes = colonnes_de(cap, request)
    contexte = {
        "cap": cap,
        "colonnes": colonnes,
        "ouvert": plus.get("saisie_cle") or plus.get("conflit_cle") or request.GET.get("element", ""),
        "apres": request.GET.get("apres", ""),
        "nouveautes": [item for colonne in colonnes for item in colonne.items if item.a_change],
        "statuts": Statut.choices,
        "familles": Famille.choices,
        "profils": qui.profils(),
        "regions": qui.regions(),
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


def _ecrire_textes(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    return _fondre(request, cap, secret, lambda vu, voulu: edition.ecrire_les_textes(cap, vu=vu, voulu=voulu))


def _ecrire_element(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    cle = request.POST.get("cle", "")
    return _fondre(request, cap, secret, lambda vu, voulu: edition.modifier(cap, cle, vu=vu, voulu=voulu))


def _fondre(
    request: HttpRequest,
    cap: Cap,
    secret: str,
    ecrire: Callable[[Mapping[str, str], Mapping[str, str]], list[edition.Conflit]],
) -> HttpResponse:
    """Write what was asked where nobody else wrote meanwhile, and show both values where somebody did."""
    voulu = {champ: request.POST[champ] for champ in LIBELLES if champ in request.POST}
    vu = {champ: request.POST.get(f"vu.{champ}", "") for champ in voulu}
    cle = request.POST.get("cle", "")
    try:
        conflicts = ecrire(vu, voulu)
    except ValidationError as exc:
        typed = {"saisie": voulu, "saisie_cle": cle}
        return _montrer(request, _relu(cap), secret, erreurs=_phrases(exc), **typed, status=422)
    except edition.ElementInconnuError:
        return _montrer(request, _relu(cap), secret, erreurs=[PARTI], perdue=voulu.get("note", ""), status=409)
    if conflicts:
        told = [{"libelle": LIBELLES[one.champ], "conflit": one} for one in conflicts]
        return _montrer(request, _relu(cap), secret, conflits=told, conflit_cle=cle, status=409)
    return _vers(secret, ancre=cle)


def _ajouter_un_lien(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    asked = {champ: request.POST.get(champ, "").replace("\x00", "") for champ in ("famille", "titre", "url")}
    if asked["url"] and essais.trop_de_liens(request):
        return _montrer(request, cap, secret, erreurs=[essais.TROP_DE_LIENS], libre=asked, status=429)
    try:
        element = edition.ajouter_un_lien(cap, **asked)
    except ValidationError as exc:
        return _montrer(request, cap, secret, erreurs=_phrases(exc), libre=asked, status=422)
    return _vers(secret, ancre=element.cle)


def _deplacer(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    """It stays open and its button keeps the focus, so that one may go on."""
    cle, geste = request.POST.get("cle", ""), request.POST["geste"]
    edition.deplacer(cap, cle, vers_le_haut=geste == "monter")
    return _vers(secret, ancre=cle, ouvert=geste)


def _retirer(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    edition.retirer(cap, request.POST.get("cle", ""))
    return _vers(secret)


def _refaire_le_lien(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    return _vers(edition.refaire_le_lien(cap, edition=secret))


def _supprimer(request: HttpRequest, cap: Cap, secret: str) -> HttpResponse:
    if "certain" not in request.POST:
        return _montrer(request, cap, secret, erreurs=["Cochez la case pour effacer ce C.A.P."], status=422)
    edition.supprimer(cap)
    response = render(request, "cap/efface.html")
    response.delete_cookie(TEMOIN, path="/cap/")
    return response


GESTES: dict[str, Callable[[HttpRequest, Cap, str], HttpResponse]] = {
    "textes": _ecrire_textes,
    "element": _ecrire_element,
    "lien": _ajouter_un_lien,
    "monter": _deplacer,
    "descendre": _deplacer,
    "retirer": _retirer,
    "refaire": _refaire_le_lien,
    "supprimer": _supprimer,
}


def _vers(secret: str, *, ancre: str = "", ouvert: str = "") -> HttpResponse:
    """To the C.A.P., at one element (`ancre`, its key), which stays open after the act `ouvert`."""
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
        path="/cap/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _connu(request: HttpRequest) -> tuple[str, Cap] | None:
    """The secret and the C.A.P. that this browser knows, if there still is one."""
    secret = request.COOKIES.get(TEMOIN, "")
    try:
        return secret, edition.cap_a_editer(secret)
    except edition.CapInconnuError:
        return None


def _refuse_ou_inconnu(request: HttpRequest, secret: str) -> HttpResponse:
    """Who has only the reading link is told so, and may not change anything."""
    try:
        edition.cap_a_lire(secret)
    except edition.CapInconnuError:
        return _inconnu(request)
    return render(request, "cap/inconnu.html", {"titre": "Lecture seule", "phrase": LECTURE_SEULE}, status=403)


def _inconnu(request: HttpRequest) -> HttpResponse:
    """No such link. Who tries many is asked to wait: a secret is not guessed, and trying costs."""
    if essais.trop_d_essais(request):
        response = render(
            request, "cap/inconnu.html", {"titre": "Trop d’essais", "phrase": essais.TROP_D_ESSAIS}, status=429
        )
        response["Retry-After"] = str(essais.MINUTE)
        return response
    return render(request, "cap/inconnu.html", status=404)


def _relu(cap: Cap) -> Cap:
    fresh = Cap.objects.filter(pk=cap.pk).first()
    if fresh is None:
        raise edition.CapInconnuError
    return fresh


def _phrases(exc: ValidationError) -> list[str]:
    if not hasattr(exc, "error_dict"):
        return list(exc.messages)
    return [
        f"{LIBELLES.get(champ, champ).replace('url', 'Adresse')} : {message}"
        for champ, messages in exc.message_dict.items()
        for message in messages
    ]
