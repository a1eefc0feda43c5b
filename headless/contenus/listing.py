"""Pages as the API gives them: bodies that are ready, the fields that are asked, and what is added."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from ground.generation import retenu
from headless.contenus.bodies import corps_de
from headless.contenus.expansions import add_expansions
from headless.contenus.models import ContenuRendu
from headless.contenus.schemas import champs_de
from headless.contenus.selection import (
    TRIS,
    Suite,
    champs_choisis,
    en_ordre,
    expansions,
    pages_demandees,
    types_demandes,
)
from pages.models import PageEditoriale
from pages.visibility import PagesPubliques

CLE_DES_LISTES = "pages"


def cles(ids: Iterable[int]) -> list[str]:
    """The surrogate keys of an answer that holds these pages."""
    return [f"page-{pk}" for pk in ids]


def list_contenus(asked: Any) -> tuple[bytes, list[str]]:
    """One page of the list that `asked` (ContenusParameters) names, as JSON, and its surrogate keys."""
    public = PagesPubliques()
    kept, left_out = champs_choisis(asked.fields, champs_de(types_demandes(asked.type)))
    names = expansions(asked.expand, asked.limit)
    found = pages_demandees(asked, public)
    champ = TRIS[asked.tri][0]
    # The bodies come apart: sorted with them, the database would move all of them about.
    rows = list(
        en_ordre(found, asked.tri, asked.curseur).values_list("id", *([champ] if champ else []))[: asked.limit + 1]
    )
    shown = rows[: asked.limit]
    suivant = ""
    if len(rows) > asked.limit:
        last = shown[-1]
        suivant = Suite(asked.tri, _cle_de_tri(last[1]) if champ else None, last[0]).ecrite()
    bodies = _corps([row[0] for row in shown])
    items = _choisis(bodies, kept, left_out, names, public)
    total = _total(found, asked) if asked.curseur or suivant else len(shown)
    body = b'{"items":[%s],"total":%d,"suivant":%s}' % (b",".join(items), total, orjson.dumps(suivant))
    return body, [CLE_DES_LISTES, *cles(bodies)]


def _corps(ids: list[int]) -> dict[int, bytes]:
    kept = {
        pk: (corps, forme)
        for pk, corps, forme in ContenuRendu.objects.filter(page_id__in=ids).values_list("page_id", "corps", "forme")
    }
    return corps_de((pk, *kept.get(pk, (None, None))) for pk in ids)


def _total(found: QuerySet[Page], asked: Any) -> int:
    """How many pages the list has, counted once for each generation of the content."""
    chosen = asked.model_dump_json(exclude={"fields", "expand", "limit", "curseur", "tri"})
    return int(retenu(f"total.{chosen}", found.count))


def _cle_de_tri(value: Any) -> str | None:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _choisis(
    bodies: dict[int, bytes],
    kept: frozenset[str] | None,
    left_out: frozenset[str],
    names: tuple[str, ...],
    public: PagesPubliques,
) -> list[bytes]:
    if kept is None and not left_out and not names:
        return list(bodies.values())
    items = {pk: orjson.loads(body) for pk, body in bodies.items()}
    for pk, item in items.items():
        items[pk] = {
            name: value for name, value in item.items() if (kept is None or name in kept) and name not in left_out
        }
    add_expansions(items, names, public)
    return [orjson.dumps(item) for item in items.values()]


def contenu_detail(pk: int, expand: str) -> tuple[bytes, list[str]] | None:
    """One public page whole, as JSON, and its surrogate keys; None for one that is not public."""
    public = PagesPubliques()
    names = expansions(expand, 1)
    rows = _publiques(public).filter(id=pk).values_list("id", "contenu_rendu__corps", "contenu_rendu__forme")
    bodies = corps_de(rows)
    if not bodies:
        return None
    return _choisis(bodies, None, frozenset(), names, public)[0], cles(bodies)


def _publiques(public: PagesPubliques) -> QuerySet[PageEditoriale]:
    return PageEditoriale.objects.filter(public.condition())


def page_au_chemin(chemin: str, racine: str) -> int | None:
    """The id of the public page at `/agir/…/`, below the site's root path; None when there is none."""
    url_path = f"{racine}{chemin.strip('/')}/" if chemin.strip("/") else racine
    found = _publiques(PagesPubliques()).filter(url_path=url_path, slug=url_path.rstrip("/").rsplit("/", 1)[-1])
    return found.values_list("pk", flat=True).first()


def pages_au_slug(slug: str) -> list[int]:
    """The ids of the public pages with this last part of their address."""
    return list(_publiques(PagesPubliques()).filter(slug=slug).order_by("pk").values_list("pk", flat=True)[:20])


def redirection_de(chemin: str, site: Any) -> Redirect | None:
    """The redirection that visitors of this address follow, if there is one."""
    found = Redirect.get_for_site(site).filter(old_path=Redirect.normalise_path(chemin)).order_by("-site_id")
    return found.select_related("redirect_page").first()
