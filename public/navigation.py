"""What every public template may ask for: the site's name, its navigation, read from the cache, and its doors."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from pages.enums import NavigationPlace
from pages.events.signals import page_changed, page_left, sites_changed, subtree_changed
from pages.models import PageEditoriale
from pages.page_types import page_types
from pages.tree_paths import Adresses, chemins_prives
from public.doors import ROADMAP, SEARCH, SUGGESTIONS

CLE = "pages.navigation"
#: Changes move the generation on; the delay only bounds what a change made behind the models' back may cost.
SECONDES = 60
COLONNES = ("pk", "title", "url_path", "path", "depth", "content_type", "axe__code", "axe__accroche")
PROFONDEUR_DES_AXES = 3


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page in the navigation."""

    id: int
    titre: str
    url: str
    chemin: str
    code: str = ""
    accroche: str = ""
    enfants: tuple["NavigationEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class Navigation:
    """The home page, the three axes with what stands under each, the A.D.O.C. and the plain pages."""

    accueil: NavigationEntry | None = None
    axes: tuple[NavigationEntry, ...] = ()
    parcours: NavigationEntry | None = None
    pages: tuple[NavigationEntry, ...] = ()

    def axe_de(self, chemin: str) -> NavigationEntry | None:
        """The axe under which the page at this path of the tree stands."""
        return next((axe for axe in self.axes if chemin.startswith(axe.chemin)), None)

    def au_dessus_de(self, chemin: str) -> list[NavigationEntry]:
        """Those of these pages that stand above the page at this path, the home page first."""
        trunk = [*([self.accueil] if self.accueil else []), *self.axes, *self.pages]
        shelves = [shelf for axe in self.axes for shelf in axe.enfants]
        return [one for one in (*trunk, *shelves) if chemin.startswith(one.chemin) and chemin != one.chemin]


def navigation() -> Navigation:
    """From the cache, else by two queries.

    It is kept under the generation that was read before them: a page that changed meanwhile has started another one.
    """
    generation = cache.get_or_set(CLE, _nouvelle_generation, None)
    cle = f"{CLE}.{generation}"
    known = cache.get(cle)
    if not isinstance(known, Navigation):
        known = _read()
        cache.set(cle, known, SECONDES)
    return known


def renew_navigation(**_: object) -> None:
    """The next page that is shown reads the navigation again: in this transaction, and everywhere after it."""
    _advance()
    transaction.on_commit(_advance)


def _advance() -> None:
    cache.set(CLE, _nouvelle_generation(), None)


def _nouvelle_generation() -> str:
    return uuid4().hex


def _read() -> Navigation:
    prives = tuple(chemins_prives())
    adresses = Adresses.pour()
    places = _places()
    shown = PageEditoriale.objects.live().filter(content_type__in=places).order_by("path")
    found: dict[NavigationPlace, list[NavigationEntry]] = {place: [] for place in NavigationPlace}
    for pk, titre, url_path, chemin, depth, type_id, code, accroche in shown.values_list(*COLONNES):
        place = places[type_id]
        if chemin.startswith(prives) or (place is NavigationPlace.PLAIN and depth > PROFONDEUR_DES_AXES):
            continue
        url = adresses.de(url_path) or "/"
        found[place].append(NavigationEntry(pk, titre, url, chemin, code or "", accroche or ""))
    shelves = found[NavigationPlace.SHELF]
    return Navigation(
        accueil=_premiere(found[NavigationPlace.HOME]),
        axes=tuple(_avec(axe, shelves) for axe in found[NavigationPlace.AXE]),
        parcours=_premiere(found[NavigationPlace.PARCOURS]),
        pages=tuple(found[NavigationPlace.PLAIN]),
    )


def _places() -> dict[int, NavigationPlace]:
    """Where the pages of each type stand, by the number of the type; those that are reached by lists are left out."""
    kinds = ContentType.objects.get_for_models(*page_types())
    return {kinds[model].pk: model.navigation_place for model in page_types() if model.navigation_place}


def _premiere(entrees: Iterable[NavigationEntry]) -> NavigationEntry | None:
    return next(iter(entrees), None)


def _avec(axe: NavigationEntry, shelves: Iterable[NavigationEntry]) -> NavigationEntry:
    return replace(axe, enfants=tuple(one for one in shelves if one.chemin.startswith(axe.chemin)))


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, its public address, and where it leads; the navigation is read where a template shows it."""
    return {
        "SITE_NAME": settings.WAGTAIL_SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "navigation": SimpleLazyObject(navigation),
        "search_url": SEARCH.address(),
        "suggestions_url": SUGGESTIONS.address(),
        "roadmap_url": ROADMAP.address(),
    }


def connect() -> None:
    """Connect every receiver, once."""
    page_changed.connect(_on_page, dispatch_uid="navigation.page")
    for signal, name in ((page_left, "page_left"), (subtree_changed, "subtree"), (sites_changed, "sites")):
        signal.connect(renew_navigation, dispatch_uid=f"navigation.{name}")


def _on_page(sender: type, page: Page, **kwargs: Any) -> None:
    if page.content_type_id in _places():
        renew_navigation()
