"""`GET /api/v3/liens/`: the links of the public pages with their state, for front ends and partners.

Only what a visitor may see goes out: addresses that a live page without any restriction cites, their state and dates,
and those pages. No draft, no partner's mail, no decision or note of an editor. Every answer carries an ETag; a wrong
parameter is a 422 that says what is allowed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from ninja import Query, Router, Schema

from ground.addresses.urls import InvalidUrlError, ascii_host
from ground.answers import stamped
from ground.dates import EXEMPLES, moment_iso
from ground.facts import facts
from ground.problems import ProblemeSchema, Refusal, parameters_refused
from liens.enums import EtatLien
from liens.visibility import public_citations, public_links
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques
from workers.links.public_links import lignes_de

router = Router(tags=["liens"])

PAR_PAGE = 100
PAGES_EN_LISTE = 10
PAGES_AU_PLUS = 500
PARAMETRES = ("etat", "hote", "cite_par", "depuis", "page")
ETATS = tuple(etat.value for etat in EtatLien if etat != EtatLien.RETIRE)
INCONNU = "Aucune page publique ne cite de lien sous ce numéro."


class PageQuiCiteSchema(Schema):
    """A public page that cites the link."""

    id: int
    titre: str
    url: str
    type_de_page: str


class LienSchema(Schema):
    """One address. `verifie_le` is when it last answered well, `controle_le` when it was last asked."""

    id: int
    url: str
    hote: str
    etat: str
    etat_label: str
    verifie_le: datetime | None
    controle_le: datetime | None
    nombre_de_pages: int
    pages: list[PageQuiCiteSchema]


class LiensSchema(Schema):
    """One page of links, in the order of their addresses; each names its first ten pages."""

    total: int
    page: int
    derniere_page: int
    par_page: int
    liens: list[LienSchema]


class LiensParameters(Schema):
    """What may be asked; `etat` may be repeated, which means OR."""

    etat: list[str] = []
    hote: str = ""
    cite_par: str = ""
    depuis: str = ""
    page: str = "1"


@router.get(
    "/",
    response={200: LiensSchema, 304: None, 422: ProblemeSchema},
    summary="Les liens des pages publiques et leur état",
    operation_id="liens_liste",
)
@facts(needs=None, judges=True)
def list_liens(request: HttpRequest, parametres: Query[LiensParameters]) -> HttpResponse:
    """Cent par page, dans l’ordre des adresses."""
    public = PagesPubliques()
    asked = _Lecture(request.GET, public)
    liens = public_links(public).filter(asked.conditions)
    total = 0 if asked.refus else liens.count()
    derniere = max(1, -(-total // PAR_PAGE))
    if not asked.refus and asked.page > derniere:
        asked.refuse("page", f"Cette page n’existe pas : la dernière est la page {derniere}.", (f"1 à {derniere}",))
    if asked.refus:
        return parameters_refused(asked.refus)
    debut = (asked.page - 1) * PAR_PAGE
    shown = lignes_de(liens.order_by("url")[debut : debut + PAR_PAGE], public, request, au_plus=PAGES_EN_LISTE)
    body = {"total": total, "page": asked.page, "derniere_page": derniere, "par_page": PAR_PAGE, "liens": shown}
    return stamped(request, orjson.dumps(body), ("liens",))


@router.get(
    "/{int:lien_id}/",
    response={200: LienSchema, 304: None, 404: ProblemeSchema},
    summary="Un lien, son état et les pages publiques qui le citent",
    operation_id="liens_detail",
)
@facts(needs=None)
def lien_detail(request: HttpRequest, lien_id: int) -> HttpResponse:
    """Cinq cents pages au plus."""
    public = PagesPubliques()
    found = lignes_de(public_links(public).filter(pk=lien_id), public, request, au_plus=PAGES_AU_PLUS)
    if not found:
        raise Http404(INCONNU)
    return stamped(request, orjson.dumps(found[0]), ("liens",))


@dataclass
class _Lecture:
    """Reads the parameters and notes what cannot be used."""

    parametres: QueryDict
    public: PagesPubliques
    refus: list[Refusal] = field(default_factory=list)
    conditions: Q = field(default_factory=Q)
    page: int = 1

    def __post_init__(self) -> None:
        for nom in [nom for nom in self.parametres if nom not in PARAMETRES][:20]:
            message = f"Le paramètre « {nom[:60]} » n’existe pas."
            self.refus.append(Refusal(nom[:60], "", message, PARAMETRES, "unknown"))
        self._etats()
        for nom, lire in (("hote", self._hote), ("cite_par", self._cite_par), ("depuis", self._depuis)):
            if texte := self._texte(nom):
                lire(texte)
        self._page(self._texte("page"))

    def refuse(self, nom: str, message: str, permis: Iterable[str], valeur: str | None = None) -> None:
        montree = self._texte(nom)[:60] if valeur is None else valeur
        self.refus.append(Refusal(nom, montree, message, tuple(permis)))

    def _texte(self, nom: str) -> str:
        return (self.parametres.getlist(nom) or [""])[-1].strip()

    def _etats(self) -> None:
        chosen = [etat for etat in self.parametres.getlist("etat") if etat]
        for etat in [etat for etat in chosen if etat not in ETATS][:20]:
            self.refuse("etat", f"« {etat[:60]} » n’est pas un état connu.", ETATS, valeur=etat[:60])
        if chosen:
            self.conditions &= Q(etat__in=chosen)

    def _hote(self, texte: str) -> None:
        try:
            self.conditions &= Q(hote=ascii_host(texte))
        except InvalidUrlError:
            self.refuse("hote", "Ce n’est pas un nom de site.", ("www.exemple.fr",))

    def _cite_par(self, texte: str) -> None:
        numero = int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 10 else 0
        if not numero or not PageEditoriale.objects.filter(self.public.condition(), pk=numero).exists():
            self.refuse("cite_par", "Aucune page publique n’a ce numéro.", ("le numéro d’une page publique",))
            return
        here = public_citations(self.public).filter(lien=OuterRef("pk"), page_id=numero)
        self.conditions &= Q(Exists(here))

    def _depuis(self, texte: str) -> None:
        moment = moment_iso(texte)
        if moment is None:
            self.refuse("depuis", "Ce n’est pas une date.", EXEMPLES)
            return
        self.conditions &= Q(controle_le__gte=moment)

    def _page(self, texte: str) -> None:
        if not texte:
            return
        self.page = int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 10 else 0
        if self.page < 1:
            self.refuse("page", "Un numéro de page est un nombre à partir de 1.", ("1 et au-delà",))
