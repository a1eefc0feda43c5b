"""`GET /api/v3/modifications/?depuis=`: what has changed for visitors since a number, so as to rebuild only that.

No title, and of a page that is not public any more only the address that it had.
"""

from datetime import datetime
from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from ground.answers import serve_bytes
from ground.facts import facts
from ground.problems import ProblemeSchema
from headless.journal.entries import lignes
from headless.journal.enums import Evenement
from headless.journal.models import EtatJournal, Modification

router = Router(tags=["modifications"])
TROP_ANCIEN = (
    "Le journal ne remonte pas si loin : relisez tout par /contenus/, puis repartez du numéro « jusqu_a » "
    "d’une demande sans « depuis »."
)


class PageModifiee(Schema):
    """The page that changed; `chemin` is its address, the last one for a page that is gone."""

    id: int
    type: str
    chemin: str
    ancien_chemin: str


class TermeModifie(Schema):
    """The term that changed; `devenu` is the slug of the one that it was merged into."""

    liste: str
    slug: str
    devenu: str


class LienModifie(Schema):
    """The link whose state changed."""

    id: int
    url: str
    ancien_etat: str
    etat: str


class ParutionModifiee(Schema):
    """The set whose pages appeared together, or went back; their own lines come before this one."""

    id: int


class ModificationSchema(Schema):
    """One change: `type` says which of the four it is about."""

    numero: int
    type: Evenement
    le: datetime
    page: PageModifiee | None = None
    terme: TermeModifie | None = None
    lien: LienModifie | None = None
    parution: ParutionModifiee | None = None


class ModificationsSchema(Schema):
    """Changes in order. `jusqu_a` is what to ask `depuis` next; `encore` says whether more are waiting there."""

    items: list[ModificationSchema]
    jusqu_a: int
    encore: bool


@router.get(
    "/",
    response={200: ModificationsSchema, 304: None, 410: ProblemeSchema},
    summary="Ce qui a changé depuis un numéro",
    operation_id="modifications",
)
@facts(needs=None)
def modifications(
    request: HttpRequest,
    depuis: Annotated[int | None, Query(ge=0, le=2**62, description="« jusqu_a » de la réponse précédente.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> HttpResponse:
    """Sans « depuis » : rien, et le numéro d’où partir."""

    def lire() -> tuple[bytes, tuple[str, ...]]:
        etat = EtatJournal.objects.filter(pk=EtatJournal.LIGNE).first() or EtatJournal()
        if depuis is None:
            return orjson.dumps({"items": [], "jusqu_a": etat.dernier, "encore": False}), ("modifications",)
        if depuis < etat.oublie:
            raise HttpError(410, TROP_ANCIEN)
        rows = list(Modification.objects.filter(numero__gt=depuis).order_by("numero")[: limit + 1])
        shown = rows[:limit]
        body = {
            "items": lignes(shown),
            "jusqu_a": shown[-1].numero if shown else depuis,
            "encore": len(rows) > limit,
        }
        return orjson.dumps(body), ("modifications",)

    return serve_bytes(request, lire, suit_les_liens=True)
