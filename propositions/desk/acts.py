"""What a partner does: each is sent by a form, and becomes a proposal that waits for an editor."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from doublons.finding import near
from ground.edges.lanes import DOCUMENTS, READINGS
from ground.edges.rates import TooManyError
from ground.facts import Weight, is_sent, weighs
from pages.models import PageEditoriale
from pages.tree_paths import Adresses
from pages.visibility import PagesPubliques
from propositions.accesses.limits import PAGES_AT_ONCE
from propositions.desk.forms import FormulaireDEnvoi, FormulaireDeRessource, seen_before, signed
from propositions.desk.responses import asked_to_wait, desk_page, discrete, inside, to_desk
from propositions.models import AccesDePartenaire
from propositions.proposing.fields import said_by_page
from propositions.proposing.making import propose_correction, propose_ressource, say_valid
from propositions.proposing.sheets import send_sheet
from propositions.ressources import own_ressources
from sheets.takeout.formats import FORMATS

LOST = "Le formulaire ne dit plus de quelle version il partait\u00a0: il est rouvert avec ce que dit la page."
READ_SHEET = Weight(cost=40, lane=DOCUMENTS, when=is_sent)
FILLED_IN = (Weight(cost=10, when=is_sent), Weight(cost=3, lane=READINGS))


@weighs(Weight(cost=5, lane=READINGS))
@discrete
@require_POST
@inside
def valid(request: HttpRequest, access: AccesDePartenaire) -> HttpResponse:
    """« Toujours valable », of one ressource or of all that are ticked."""
    alone = request.POST.getlist("seule")
    asked = [int(one) for one in alone or request.POST.getlist("page") if one.isascii() and one.isdecimal()]
    kept: dict[str, str | int] = {
        name: str(request.POST.get(name)) for name in ("lien", "fraicheur", "p") if request.POST.get(name)
    }
    if not asked:
        return to_desk(said=urlencode({**kept, "dit": "rien"}))
    token = request.POST.get("jeton", "")[:40] or secrets.token_urlsafe(16)
    try:
        done = say_valid(access=access, keys=asked[:PAGES_AT_ONCE], token=token)
    except TooManyError as exc:
        page = desk_page(request, access, "attendre", {"phrase": exc.sentence}, status=429)
        return asked_to_wait(page, exc)
    if done == (0, 0):
        # Of others’ pages nothing is told, not even that they are there.
        return to_desk(said=urlencode({**kept, "dit": "rien"}))
    return to_desk(said=urlencode({**kept, "dit": "valables", "n": done.said, "deja": done.before}))


@weighs(*FILLED_IN)
@discrete
@require_http_methods(["GET", "HEAD", "POST"])
@inside
def correct(request: HttpRequest, access: AccesDePartenaire, page_id: int) -> HttpResponse:
    """Propose that one of his ressources say something else."""
    page = get_object_or_404(own_ressources(access.partenaire).defer("corps"), pk=page_id)
    seen = said_by_page(page.pk, drafts=False)
    context = {"objet": page, "titre": f"Corriger «\u00a0{page.title}\u00a0»"}
    if request.method != "POST":
        return _form_page(request, access, FormulaireDeRessource(seen=seen, page=page.pk), context)
    before = seen_before(request.POST.get("vu", ""), page.pk)
    form = FormulaireDeRessource(request.POST, seen=before or seen, page=page.pk)
    if before is None:
        form.add_error(None, LOST)
        again: Any = request.POST.copy()
        again["vu"] = signed(seen, page.pk)
        form.data = again

    def send() -> HttpResponse:
        word, token = form.cleaned_data["mot"], form.token
        propose_correction(access=access, page=page, seen=before or seen, wanted=form.wanted, word=word, token=token)
        return to_desk(said="dit=correction")

    return _sent(request, access, form, context, send)


@weighs(*FILLED_IN)
@discrete
@require_http_methods(["GET", "HEAD", "POST"])
@inside
def propose(request: HttpRequest, access: AccesDePartenaire) -> HttpResponse:
    """Propose a ressource that the site does not have; what looks like it and is online is shown once first."""
    context: dict[str, Any] = {"titre": "Proposer une ressource"}
    if request.method != "POST":
        return _form_page(request, access, FormulaireDeRessource(), context)
    form = FormulaireDeRessource(request.POST)

    def send() -> HttpResponse:
        wanted = form.wanted
        alike = [] if "autre" in request.POST else _alike(request, wanted)
        if alike:
            return _form_page(request, access, form, {**context, "semblables": alike}, status=409)
        propose_ressource(access=access, wanted=wanted, word=form.cleaned_data["mot"], token=form.token)
        return to_desk(said="dit=ressource")

    return _sent(request, access, form, context, send)


def _alike(request: HttpRequest, wanted: dict[str, Any]) -> list[tuple[str, str]]:
    """(title, address) of what visitors see and may be the very thing that is proposed."""
    found = [
        one.page for one in near(adresses=wanted["lien"], titre=wanted["titre"], texte=wanted["chapo"]) if one.live
    ]
    shown = PageEditoriale.objects.filter(PagesPubliques().condition(), pk__in=found)
    told = dict(shown.values_list("pk", "url_path"))
    titles = dict(shown.values_list("pk", "title"))
    addresses = Adresses.pour(request)
    return [(titles[key], addresses.de(told[key])) for key in found if key in told]


@weighs(READ_SHEET, Weight(cost=1))
@discrete
@require_http_methods(["GET", "HEAD", "POST"])
@inside
def send(request: HttpRequest, access: AccesDePartenaire) -> HttpResponse:
    """Send a sheet: it is read and tried, and each line’s verdict is told; nothing is imported."""
    context = {"titre": "Envoyer une feuille", "formats": FORMATS.items(), "feuille": True}
    if request.method != "POST":
        return _form_page(request, access, FormulaireDEnvoi(), context)
    form = FormulaireDEnvoi(request.POST, request.FILES)

    def give() -> HttpResponse:
        upload, word = form.cleaned_data["fichier"], form.cleaned_data["mot"]
        octets = upload.read()
        made = send_sheet(access=access, octets=octets, name=upload.name, word=word, token=form.token)
        return to_desk("proposition", made.pk, said="dit=feuille")

    return _sent(request, access, form, context, give)


def _sent(
    request: HttpRequest, access: AccesDePartenaire, form: Any, context: dict[str, Any], send: Any
) -> HttpResponse:
    """What `send` answers to a form that can be read; else the form again, with what was written and why."""
    if not form.is_valid():
        return _form_page(request, access, form, context, status=422)
    try:
        answer: HttpResponse = send()
        return answer
    except ValidationError as exc:
        form.add_error(None, exc)
        return _form_page(request, access, form, context, status=422)
    except TooManyError as exc:
        form.add_error(None, exc.sentence)
        return asked_to_wait(_form_page(request, access, form, context, status=429), exc)


def _form_page(
    request: HttpRequest, access: AccesDePartenaire, form: Any, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return desk_page(request, access, "formulaire", {"form": form, **context}, status=status)
