"""What every public template may ask for: the site's name and its navigation, read from the cache."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from pages.models import Accueil, Axe, BoiteAOutils, PageSimple, ParcoursAdoc, Rubrique

CLE = "pages.navigation"
#: A process that changes pages without ever showing one (a worker) does not empty the cache: it lives a minute.
SECONDES = 60


@dataclass(frozen=True, slots=True)
class Entree:
    """A page in the navigation."""

    id: int
    titre: str
    url: str
    chemin: str
    code: str = ""
    accroche: str = ""
    enfants: tuple["Entree", ...] = ()


@dataclass(frozen=True, slots=True)
class Navigation:
    """The home page, the three axes with what stands under each, the A.D.O.C. and the plain pages."""

    accueil: Entree | None = None
    axes: tuple[Entree, ...] = ()
    parcours: Entree | None = None
    pages: tuple[Entree, ...] = ()

    def axe_de(self, chemin: str) -> Entree | None:
        """The axe under which the page at this path of the tree stands."""
        return next((axe for axe in self.axes if chemin.startswith(axe.chemin)), None)

    def au_dessus_de(self, chemin: str) -> list[Entree]:
        """Those of these pages that stand above the page at this path, the home page first."""
        trunk = [*([self.accueil] if self.accueil else []), *self.axes, *self.pages]
        shelves = [shelf for axe in self.axes for shelf in axe.enfants]
        return [one for one in (*trunk, *shelves) if chemin.startswith(one.chemin) and chemin != one.chemin]


def navigation() -> Navigation:
    """From the cache, else by a fixed number of queries."""
    known = cache.get(CLE)
    if not isinstance(known, Navigation):
        known = _lire()
        cache.set(CLE, known, SECONDES)
    return known


def oublier_la_navigation(**_: object) -> None:
    """The next page that is shown reads the navigation again."""
    cache.delete(CLE)


def _lire() -> Navigation:
    enfants = [
        *Rubrique.objects.live().public().defer("corps").order_by("path"),
        *BoiteAOutils.objects.live().public().defer("corps").order_by("path"),
    ]
    axes = tuple(
        _entree(
            axe,
            code=axe.code,
            accroche=axe.accroche,
            enfants=tuple(_entree(page) for page in enfants if page.path.startswith(axe.path)),
        )
        for axe in Axe.objects.live().public().defer("corps").order_by("path")
    )
    parcours = ParcoursAdoc.objects.live().public().defer("corps").first()
    simples = PageSimple.objects.live().public().filter(depth=3).defer("corps").order_by("path")
    home = Accueil.objects.live().public().defer("corps").first()
    return Navigation(
        accueil=_entree(home) if home else None,
        axes=axes,
        parcours=_entree(parcours) if parcours else None,
        pages=tuple(_entree(page) for page in simples),
    )


def _entree(page: Page, **plus: Any) -> Entree:
    return Entree(id=page.pk, titre=page.title, url=page.get_url() or "/", chemin=page.path, **plus)


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and public address; the navigation is read only where a template shows it."""
    return {
        "SITE_NAME": settings.WAGTAIL_SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "navigation": SimpleLazyObject(navigation),
    }


def connect() -> None:
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(oublier_la_navigation, dispatch_uid=f"pages.navigation.{id(signal)}")
