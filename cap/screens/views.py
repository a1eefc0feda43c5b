"""`/cap/…`: to make a C.A.P., to add to it, to change it by one link and to read it by another. No account, no script.

Secrets are in addresses, and in a cookie of this browser (`cap`) that lets « Ajouter à mon C.A.P. » find it again. No
cache keeps these pages, no engine indexes them, no other site is told their address, nothing frames them.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cap import audience, editing, throttle
from cap.models import DUREE_SANS_VISITE, Cap
from cap.presentation import colonnes_de
from cap.screens.acts import perform
from cap.screens.responses import connu, discrete, inconnu, lecture_seule, refuse_ou_inconnu, show_cap, vers
from cap.takeaway.content import contenu_de
from cap.takeaway.formats import FORMES, OFFERTES, reponse
from ground.edges.lanes import DOCUMENTS, READINGS
from ground.facts import Weight, is_sent, weighs
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques

LECTURES = ("GET", "HEAD", "OPTIONS")
PAGES_AU_PLUS = 60
TROP_DE_PAGES = f"On ajoute au plus {PAGES_AU_PLUS} pages à la fois : recommencez avec moins de choix."
FORME_INCONNUE = f"Un C.A.P. s’emporte sous l’une de ces formes : {', '.join(FORMES)}."


def takes_away(request: HttpRequest) -> bool:
    """Whether a file is asked for instead of the page."""
    return "format" in request.GET and request.method != "POST"


ONE_CAP = (Weight(cost=10, lane=DOCUMENTS, when=takes_away), Weight(cost=3, lane=READINGS))


@weighs(Weight(cost=5, when=is_sent), Weight(cost=1))
@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def mon_cap(request: HttpRequest) -> HttpResponse:
    """What a C.A.P. is; the way to the one that this browser knows; a new one."""
    too_many = request.method == "POST" and throttle.trop_de_caps(request)
    if request.method == "POST" and not too_many:
        return vers(editing.create_cap()[1])
    contexte = {
        "connu": connu(request),
        "mois": DUREE_SANS_VISITE.days // 30,
        "erreurs": [throttle.TROP_DE_CAPS] if too_many else [],
    }
    return _asked_back(render(request, "cap/accueil.html", contexte, status=429 if too_many else 200))


@weighs(Weight(cost=5, when=is_sent), Weight(cost=1))
@discrete
@require_http_methods(["GET", "HEAD", "POST"])
def add_to_cap(request: HttpRequest) -> HttpResponse:
    """Add pages (`page`, repeated) to the C.A.P. of this browser, or to a new one."""
    asked = request.POST if request.method == "POST" else request.GET
    asked_for = (int(one) for one in asked.getlist("page") if one.isascii() and one.isdigit() and len(one) < 10)
    numbers = list(dict.fromkeys(asked_for))
    if len(numbers) > PAGES_AU_PLUS:
        return render(request, "cap/ajouter.html", {"erreurs": [TROP_DE_PAGES]}, status=422)
    pages = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in=numbers)
    by_id = {page.pk: page for page in pages}
    chosen = [by_id[number] for number in numbers if number in by_id]
    known = connu(request)
    who = {champ: asked.get(champ, "")[:255].replace("\x00", "") for champ in ("profil", "region")}
    contexte = {"pages": chosen, "connu": known, **who, "qui": audience.noms(**who) if any(who.values()) else []}
    if request.method != "POST" or not chosen:
        return render(request, "cap/ajouter.html", contexte, status=200 if chosen else 404)
    if known and "nouveau" not in request.POST:
        secret, cap = known
    elif throttle.trop_de_caps(request):
        told = {**contexte, "erreurs": [throttle.TROP_DE_CAPS]}
        return _asked_back(render(request, "cap/ajouter.html", told, status=429))
    else:
        cap, secret = editing.create_cap()
    try:
        editing.add_pages(cap, chosen)
    except ValidationError as exc:
        return render(request, "cap/ajouter.html", {**contexte, "erreurs": exc.messages}, status=422)
    except editing.CapInconnuError:  # somebody deleted it meanwhile
        return inconnu(request)
    editing.note_audience(cap, **who)
    return vers(secret)


@weighs(*ONE_CAP)
@discrete
def read_cap(request: HttpRequest, secret: str) -> HttpResponse:
    """The C.A.P. as its authors share it. Whatever is sent to it is refused."""
    try:
        cap = editing.cap_to_read(secret)
    except editing.CapInconnuError:
        return inconnu(request)
    if request.method not in LECTURES:
        return lecture_seule(request)
    if "format" in request.GET:
        return _take_away(request, cap, lecture=secret)
    contexte = {
        "cap": cap,
        "colonnes": colonnes_de(cap, request),
        "lien": request.path,
        "formes": OFFERTES,
        "racine": request.build_absolute_uri("/")[:-1],
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "cap/lire.html", contexte)


@weighs(*ONE_CAP)
@discrete
def edit_cap(request: HttpRequest, secret: str) -> HttpResponse:
    """The C.A.P. in the hands of its authors."""
    try:
        cap = editing.cap_to_edit(secret)
    except editing.CapInconnuError:
        return refuse_ou_inconnu(request, secret)
    if request.method not in (*LECTURES, "POST"):
        return HttpResponseNotAllowed([*LECTURES, "POST"])
    if request.method == "POST":
        return perform(request, cap, secret)
    if "format" in request.GET:
        return _take_away(request, cap, lecture=editing.lien_de_lecture(cap, edition=secret))
    editing.note_visit(cap, now=timezone.now())
    return show_cap(request, cap, secret)


def _take_away(request: HttpRequest, cap: Cap, *, lecture: str) -> HttpResponse:
    asked = request.GET["format"]
    if asked not in FORMES:
        return render(request, "cap/inconnu.html", {"titre": "Forme inconnue", "phrase": FORME_INCONNUE}, status=404)
    return reponse(contenu_de(cap, request, lecture=lecture), asked)


def _asked_back(response: HttpResponse) -> HttpResponse:
    """The same, which says when to come back if it was refused for being one too many."""
    if response.status_code == 429:
        response["Retry-After"] = str(throttle.HEURE)
    return response
