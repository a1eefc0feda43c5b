"""What the place of a page in the tree says without fetching the page: its address, and whether it is restricted."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath
from wagtail.query import PageQuerySet

#: What Django leaves as it is when it makes an address (RFC 3986).
SANS_CODAGE = "/~:@!$&'()*+,;="
#: Comes after every step that treebeard writes.
DERNIER = "Z" * (Page.steplen + 1)


@dataclass(frozen=True, slots=True)
class Adresses:
    """The same addresses as `Page.get_url`, from an `url_path` alone."""

    prefixe: str
    racines: tuple[SiteRootPath, ...]
    site: int | None

    @classmethod
    def pour(cls, request: HttpRequest | None = None) -> "Adresses":
        """Relative to the site that is asked; what is kept for all requests is relative where there is one site."""
        asked = Site.find_for_request(request) if request else None
        return cls(reverse("wagtail_serve", args=("",)), tuple(Site.get_site_root_paths()), asked.pk if asked else None)

    def de(self, url_path: str) -> str:
        """`/agir/` for `/accueil/agir/`; "" for a page that stands under no site."""
        above = [racine for racine in self.racines if url_path.startswith(racine.root_path)]
        if not above:
            return ""
        racine = next((one for one in above if one.site_id == self.site), above[0])
        path = self.prefixe + quote(url_path[len(racine.root_path) :], safe=SANS_CODAGE)
        alone = len({one.site_id for one in self.racines}) == 1
        return path if alone or racine.site_id == self.site else f"{racine.root_url}{path}"


def among_few(pages: QuerySet[Any]) -> PageQuerySet:
    """The same pages in Wagtail's own table, where they are a few of a type that has few: asked for by their ids.

    Joined with the table of all pages, and in the order of the tree, SQLite reads that table from one end to the other
    to find them: two seconds where there are 300 000 pages.
    """
    found: PageQuerySet = Page.objects.filter(pk__in=list(pages.order_by().values_list("pk", flat=True)))
    return found


def chemins_prives() -> frozenset[str]:
    """Paths of the pages that are restricted with all that stands below them, and of their aliases."""
    with connection.cursor() as cursor:
        cursor.execute(_requete())
        return frozenset(path for pair in cursor.fetchall() for path in pair if path)


@cache
def _requete() -> str:
    """Asked by every answer, and always the same: Django takes longer to write it than the database to answer it."""
    sql, _ = PageViewRestriction.objects.values_list("page__path", "page__aliases__path").query.sql_with_params()
    return str(sql)


def sous(chemin: str) -> Q:
    """What stands below this path, as bounds that an index answers; the page itself is not below."""
    return Q(path__gt=chemin, path__lt=chemin + DERNIER)
