"""`GET /api/v3/navigation/` and `/api/v3/arbres/…`: what a front end's menus and filters are made of."""

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from ground.answers import serve_json
from ground.facts import facts
from headless.contenus.trees import ARBRES, arbre
from public.navigation import NavigationEntry, navigation

router = Router(tags=["navigation"])


class EntreeDeMenu(Schema):
    """A page in a menu; `code` is that of an axe, "" elsewhere."""

    id: int
    titre: str
    chemin: str
    code: str
    accroche: str
    enfants: list["EntreeDeMenu"]


class SiteDeNavigationSchema(Schema):
    """The site's name, its public address, and where to write to it."""

    nom: str
    url: str
    contact: str


class NavigationSchema(Schema):
    """The home page, the axes with what stands under each, the A.D.O.C., and the plain pages of the foot."""

    site: SiteDeNavigationSchema
    accueil: EntreeDeMenu | None
    menu: list[EntreeDeMenu]
    parcours: EntreeDeMenu | None
    pied: list[EntreeDeMenu]


class Branche(Schema):
    """A term with the number of public pages that carry it or something below it, and what is below it.

    A critère, which groups domaines, is a branch too; its slug is what the parameter `critere` takes.
    """

    slug: str
    nom: str
    nombre: int
    enfants: list["Branche"]


@router.get(
    "/navigation/",
    response={200: NavigationSchema, 304: None},
    summary="Le site, ses menus et son pied de page",
    operation_id="navigation",
)
@facts(needs=None)
def read_navigation(request: HttpRequest) -> HttpResponse:
    """Ce que montrent l’en-tête et le pied de toutes les pages."""
    return serve_json(request, _navigation, ("navigation",))


@router.get(
    "/arbres/{liste}/",
    response={200: list[Branche], 304: None},
    summary="Une liste de termes en arbre, avec le nombre de pages",
    operation_id="arbres",
)
@facts(needs=None)
def read_tree(request: HttpRequest, liste: Literal[tuple(ARBRES)]) -> HttpResponse:  # type: ignore[valid-type]  # its keys
    """Les territoires qui ne mènent à aucune page n’y sont pas."""
    return serve_json(request, lambda: arbre(liste), ("pages", "termes"))


def _navigation() -> dict[str, Any]:
    found = navigation()
    return {
        "site": {"nom": settings.WAGTAIL_SITE_NAME, "url": settings.SITE_URL, "contact": settings.CONTACT_URL},
        "accueil": _entree(found.accueil),
        "menu": [_entree(axe) for axe in found.axes],
        "parcours": _entree(found.parcours),
        "pied": [_entree(page) for page in found.pages],
    }


def _entree(entree: NavigationEntry | None) -> dict[str, Any] | None:
    if entree is None:
        return None
    return {
        "id": entree.id,
        "titre": entree.titre,
        "chemin": entree.url,
        "code": entree.code,
        "accroche": entree.accroche,
        "enfants": [_entree(child) for child in entree.enfants],
    }
