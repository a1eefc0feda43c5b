"""`GET /api/v3/contenus/…`: pages whole or in part, in lists that hold what a front end shows, for other front ends.

Only what every visitor may read. A page has the shape of Wagtail's `/api/v3/pages/{id}/`; lists, addresses, cursors
and what may be added beside it are ours. Answers carry an ETag, and a 304 asks no database.
"""

from typing import Annotated, Literal

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail.models import Site

from ground.answers import serve_bytes
from ground.dates import MomentIso
from ground.facts import facts
from ground.problems import ProblemeSchema, probleme
from headless.contenus.listing import contenu_detail, list_contenus, page_au_chemin, pages_au_slug, redirection_de
from headless.contenus.schemas import EXPANSIONS, contenu, contenu_choisi
from headless.contenus.selection import refusal_of
from pages.page_types import page_types
from pages.visibility import PagesPubliques

router = Router(tags=["contenus"])
PAS_PUBLIQUE = "Aucune page publique n’a ce numéro."
SUIT_LES_LIENS = "liens_publics"
TYPES = [model._meta.label for model in page_types()]
Contenu = contenu()
ContenuChoisi = contenu_choisi()
AJOUTS = f"Ce qui s’ajoute à chaque page, séparé par des virgules : {', '.join(EXPANSIONS)}."


class ContenusSchema(Schema):
    """A part of a list; `suivant` is the cursor of the next one, "" at the end. `total` is of the whole list."""

    items: list[ContenuChoisi]  # type: ignore[valid-type]  # made at start
    total: int
    suivant: str


class ContenusParameters(Schema):
    """Which pages, what of each, in which order. A repeated parameter is an OR; different ones are an AND."""

    type: list[str] = Field(
        [],
        description="Types de pages, par exemple pages.Ressource.",
        json_schema_extra={"items": {"type": "string", "enum": TYPES}},
    )
    territoire: list[str] = Field([], description="Slugs ; un territoire vaut aussi pour tout ce qu’il contient.")
    acteur: list[str] = []
    domaine: list[str] = []
    critere: list[str] = []
    odd: list[str] = []
    nature: list[str] = []
    partenaire: list[str] = []
    boite: list[str] = Field([], description="Slugs de boîtes à outils : ce qui y est rangé ou y est aussi utile.")
    axe: list[str] = []
    sous: int | None = Field(None, ge=1, description="Tout ce qui est sous cette page.")
    parent: int | None = Field(None, ge=1, description="Ce qui est juste sous cette page.")
    modifiees_depuis: MomentIso | None = None
    locale: Literal["fr"] | None = None
    fields: str = Field(
        "chapo", max_length=2000, description="Champs, séparés par des virgules ; « * » : tous ; « *,-corps » : sauf."
    )
    expand: str = Field("", max_length=200, description=AJOUTS)
    tri: Literal["id", "titre", "recent"] = "id"
    limit: int = Field(20, ge=1, le=100)
    curseur: str = Field("", max_length=500, description="« suivant » de la réponse précédente.")


@router.get(
    "/",
    response={200: ContenusSchema, 304: None, 422: ProblemeSchema},
    summary="Les pages publiques, par facettes",
    operation_id="contenus",
    url_name="contenus",
)
@facts(needs=None)
def contenus(request: HttpRequest, parametres: Query[ContenusParameters]) -> HttpResponse:
    """Vingt par vingt, avec les champs demandés."""
    links = SUIT_LES_LIENS in parametres.expand
    return serve_bytes(request, lambda: list_contenus(parametres), suit_les_liens=links)


@router.get(
    "/trouver/",
    response={200: Contenu, 301: None, 302: None, 304: None, 404: ProblemeSchema, 422: ProblemeSchema},
    summary="La page à une adresse du site",
    operation_id="contenus_trouver",
    url_name="contenus_trouver",
)
@facts(needs=None)
def find_contenu(
    request: HttpRequest,
    chemin: Annotated[str, Query(description="L’adresse, par exemple /agir/.", max_length=2000)] = "",
    slug: Annotated[str, Query(description="Ou sa dernière partie, si une seule page la porte.", max_length=255)] = "",
    expand: Annotated[str, Query(max_length=200, description=AJOUTS)] = "",
) -> HttpResponse:
    """Une ancienne adresse mène à la page par un 301."""
    if bool(chemin) == bool(slug):
        raise refusal_of("chemin", "Il faut « chemin » ou « slug », l’un des deux.", ("chemin", "slug"))
    if slug:
        return _au_slug(request, slug, expand)
    site = Site.find_for_request(request)
    pk = page_au_chemin(chemin, site.root_page.url_path) if site else None
    return _detail(request, pk, expand) if pk is not None else _ailleurs(chemin, site)


@router.get(
    "/{int:page_id}/",
    response={200: Contenu, 304: None, 404: ProblemeSchema, 422: ProblemeSchema},
    summary="Une page entière",
    operation_id="contenus_detail",
    url_name="contenus_detail",
)
@facts(needs=None)
def detail(
    request: HttpRequest, page_id: int, expand: Annotated[str, Query(max_length=200, description=AJOUTS)] = ""
) -> HttpResponse:
    """Tous ses champs et tous ses blocs."""
    return _detail(request, page_id, expand)


def _detail(request: HttpRequest, page_id: int, expand: str) -> HttpResponse:
    def lire() -> tuple[bytes, list[str]]:
        found = contenu_detail(page_id, expand)
        if found is None:
            raise Http404(PAS_PUBLIQUE)
        return found

    return serve_bytes(request, lire, suit_les_liens=SUIT_LES_LIENS in expand)


def _au_slug(request: HttpRequest, slug: str, expand: str) -> HttpResponse:
    found = pages_au_slug(slug)
    if len(found) > 1:
        raise refusal_of("slug", f"{len(found)} pages ont ce slug : demandez-en une par son chemin ou son numéro.")
    if not found:
        raise Http404("Aucune page publique n’a ce slug.")
    return _detail(request, found[0], expand)


def _ailleurs(chemin: str, site: Site | None) -> HttpResponse:
    """Where visitors of an old address are sent: another page by a redirect of the API, the rest told as data."""
    redirection = redirection_de(chemin, site) if site else None
    if redirection is None:
        raise Http404("Aucune page publique n’est à cette adresse.")
    page = redirection.redirect_page
    if page is not None:
        if not type(page)._default_manager.filter(PagesPubliques().condition(), pk=page.pk).exists():
            raise Http404("Aucune page publique n’est à cette adresse.")
        address = reverse("wagtailapi_v3:contenus_detail", kwargs={"page_id": page.pk})
        return (HttpResponsePermanentRedirect if redirection.is_permanent else HttpResponseRedirect)(address)
    told = {"url": redirection.link, "permanente": redirection.is_permanent}
    return probleme(404, "Cette adresse mène hors du site : « redirection » dit où.", redirection=told)
