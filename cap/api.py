"""`/api/v3/cap/…`: a C.A.P. for sites of others. The secret of one of its links travels in the header `X-Cap`.

Never in an address, which logs and browsers keep. No cache keeps the answers; what changes something wants the secret
of the editing link, and says like the forms do what its author had before his eyes (`vu`).
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Router, Schema
from ninja.errors import HttpError
from ninja.security import APIKeyHeader

from cap import editing, throttle
from cap.api_schemas import (
    CapCreeSchema,
    CapSchema,
    ChampsVoulusSchema,
    LienChoisiSchema,
    PageChoisieSchema,
    PlaceSchema,
    TextesVoulusSchema,
)
from cap.models import Cap
from cap.screens.responses import LECTURE_SEULE
from cap.takeaway.content import contenu_de
from cap.takeaway.data import donnees_de
from ground.discretion import sans_cache
from ground.edges.lanes import READINGS
from ground.edges.rates import TooManyError
from ground.facts import facts
from ground.problems import ProblemeSchema, probleme
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques

INCONNU = "Aucun C.A.P. n’a ce lien : donnez dans l’en-tête « X-Cap » le secret d’un de ses deux liens."
SANS_LIEN = "Un nouveau C.A.P. se demande sans lien : retirez l’en-tête « X-Cap »."
SANS_PAGE = "Aucune page publique n’a ce numéro."
PARTI = "Aucun élément de ce C.A.P. n’a cette clé : il a pu être retiré entre-temps."
ENTRE_TEMPS = "Quelqu’un a changé ceci entre-temps : « conflits » donne ce qui est gardé et ce que vous demandiez."
ECRITURES = ("POST", "PATCH", "DELETE")

Cle = Annotated[str, Path(description="La clé de l’élément.", pattern=r"^[0-9A-Za-z]{1,12}$")]


class LienDeCap(APIKeyHeader):
    """The secret of one of the two links."""

    param_name = "X-Cap"

    def authenticate(self, request: HttpRequest, key: str | None) -> Cap | None:
        """Find the C.A.P., and tell whoever may only read when they write. `request.lecture`: its reading secret."""
        secret, writes = key or "", request.method in ECRITURES
        try:
            cap = editing.cap_to_edit(secret)
        except editing.CapInconnuError:
            cap, lecture = self._lu(request, secret), secret
            if writes:
                raise HttpError(403, LECTURE_SEULE) from None
        else:
            lecture = editing.lien_de_lecture(cap, edition=secret)
            editing.note_visit(cap, now=timezone.now())
        request.lecture = lecture  # type: ignore[attr-defined]  # for the answer alone
        return cap

    def _lu(self, request: HttpRequest, secret: str) -> Cap:
        try:
            return editing.cap_to_read(secret)
        except editing.CapInconnuError:
            if secret and throttle.trop_d_essais(request):
                raise TooManyError(throttle.TROP_D_ESSAIS, throttle.MINUTE) from None
            raise HttpError(401, INCONNU) from None


router = Router(tags=["cap"], auth=LienDeCap())
REFUS: Any = {404: ProblemeSchema, 409: ProblemeSchema}


@router.post("/", response={201: CapCreeSchema}, auth=None, summary="Un nouveau C.A.P.", operation_id="cap_creer")
@facts(needs=None, cost=5)
def create_cap(request: HttpRequest) -> HttpResponse:
    """Les deux secrets ne sont donnés que cette fois : celui qui modifie se garde, celui qui lit se partage."""
    if "X-Cap" in request.headers:
        raise HttpError(403, SANS_LIEN)
    if throttle.trop_de_caps(request):
        raise TooManyError(throttle.TROP_DE_CAPS, throttle.HEURE)
    cap, secret = editing.create_cap()
    return _json(_liens(request, secret, editing.lien_de_lecture(cap, edition=secret)), status=201)


@router.get("/", response=CapSchema, summary="Un C.A.P., par l’un de ses liens", operation_id="cap")
@facts(needs=None, cost=3, lane=READINGS)
def read_cap(request: HttpRequest) -> HttpResponse:
    """Les trois colonnes, avec ce que sont devenus les pages et les liens."""
    return _tel_quel(request)


@router.patch("/", response={200: CapSchema, 409: ProblemeSchema}, summary="Les textes", operation_id="cap_textes")
@facts(needs=None)
def write_texts(request: HttpRequest, textes: TextesVoulusSchema) -> HttpResponse:
    """Un texte changé par quelqu’un d’autre depuis « vu » est gardé, et dit (409)."""
    cap = _cap(request)
    return _fondu(request, lambda vu, voulu: editing.write_texts(cap, vu=vu, voulu=voulu), textes)


@router.delete("/", response={204: None}, summary="Effacer", operation_id="cap_effacer")
@facts(needs=None)
def delete_cap(request: HttpRequest) -> HttpResponse:
    """Aussitôt et sans retour, avec tout ce qu’il contient."""
    editing.delete_cap(_cap(request))
    return HttpResponse(status=204)


@router.post(
    "/lien/", response=CapCreeSchema, summary="Un autre lien pour modifier", operation_id="cap_refaire_le_lien"
)
@facts(needs=None)
def renew_link(request: HttpRequest) -> HttpResponse:
    """L’ancien n’ouvre plus rien ; le lien pour lire ne change pas."""
    fresh = editing.renew_edit_link(_cap(request), edition=request.headers["X-Cap"])
    return _json(_liens(request, fresh, _lecture(request)))


@router.post(
    "/elements/",
    response={201: CapSchema, **REFUS},
    summary="Ajouter une page, ou un lien à soi",
    operation_id="cap_ajouter",
)
@facts(needs=None)
def add_element(request: HttpRequest, choix: PageChoisieSchema | LienChoisiSchema) -> HttpResponse:
    """Une page déjà choisie reste où elle est."""
    cap = _cap(request)
    if isinstance(choix, LienChoisiSchema):
        if choix.url and throttle.trop_de_liens(request):
            raise TooManyError(throttle.TROP_DE_LIENS, throttle.HEURE)
        editing.add_link(cap, famille=choix.famille, titre=choix.titre, url=choix.url)
    else:
        pages = list(PageEditoriale.objects.filter(PagesPubliques().condition(), pk=choix.page))
        if not pages:
            raise HttpError(404, SANS_PAGE)
        editing.add_pages(cap, pages)
    return _tel_quel(request, status=201)


@router.patch("/elements/{cle}/", response={200: CapSchema, **REFUS}, summary="Un élément", operation_id="cap_modifier")
@facts(needs=None)
def change_element(request: HttpRequest, cle: Cle, champs: ChampsVoulusSchema) -> HttpResponse:
    """Un champ changé par quelqu’un d’autre depuis « vu » est gardé, et dit (409)."""
    cap = _cap(request)
    return _fondu(request, lambda vu, voulu: editing.change_element(cap, cle, vu=vu, voulu=voulu), champs)


@router.post(
    "/elements/{cle}/place/",
    response={200: CapSchema, 404: ProblemeSchema},
    summary="Monter ou descendre un élément",
    operation_id="cap_deplacer",
)
@facts(needs=None)
def move_element(request: HttpRequest, cle: Cle, place: PlaceSchema) -> HttpResponse:
    """D’une place dans sa colonne ; au bout, rien ne bouge."""
    cap = _cap(request)
    if (
        not editing.move_element(cap, cle, vers_le_haut=place.sens == "haut")
        and not cap.elements.filter(cle=cle).exists()
    ):
        raise HttpError(404, PARTI)
    return _tel_quel(request)


@router.delete(
    "/elements/{cle}/", response={200: CapSchema, 404: ProblemeSchema}, summary="Retirer", operation_id="cap_retirer"
)
@facts(needs=None)
def remove_element(request: HttpRequest, cle: Cle) -> HttpResponse:
    """L’élément et sa note."""
    if not editing.remove_element(_cap(request), cle):
        raise HttpError(404, PARTI)
    return _tel_quel(request)


def _cap(request: Any) -> Cap:
    """What `LienDeCap` found."""
    found: Cap = request.auth
    return found


def _lecture(request: Any) -> str:
    """The reading secret, which `LienDeCap` left there."""
    secret: str = request.lecture
    return secret


def _liens(request: HttpRequest, secret: str, lecture: str) -> dict[str, str]:
    return {
        "edition": secret,
        "lecture": lecture,
        "lien_edition": request.build_absolute_uri(reverse("cap:modifier", args=[secret])),
        "lien_lecture": request.build_absolute_uri(reverse("cap:lire", args=[lecture])),
    }


def _fondu(
    request: HttpRequest,
    ecrire: Callable[[Mapping[str, str], Mapping[str, str]], list[editing.Conflit]],
    asked: TextesVoulusSchema | ChampsVoulusSchema,
) -> HttpResponse:
    try:
        conflicts = ecrire(_dits(asked.vu), _dits(asked.voulu))
    except editing.ElementInconnuError:
        raise HttpError(404, PARTI) from None
    if not conflicts:
        return _tel_quel(request)
    told = [{"champ": one.champ, "garde": one.garde, "demande": one.demande} for one in conflicts]
    response = probleme(409, ENTRE_TEMPS, conflits=told)
    return sans_cache(response)


def _dits(fields: Schema) -> dict[str, str]:
    """What was said, as the forms say it."""
    return {name: str(value) for name, value in fields.dict(exclude_none=True, exclude_unset=True).items()}


def _tel_quel(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """The C.A.P. as it stands now."""
    fresh = editing.reread(_cap(request))
    return _json(donnees_de(contenu_de(fresh, request, lecture=_lecture(request))), status=status)


def _json(body: Any, *, status: int = 200) -> HttpResponse:
    return sans_cache(HttpResponse(orjson.dumps(body), status=status, content_type="application/json"))
