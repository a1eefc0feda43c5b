"""JSON-LD of a public page: what search engines read of it (https://schema.org/)."""

from typing import Any

from django.conf import settings

from pages.models import PageEditoriale
from public.doors import SEARCH

Donnees = dict[str, Any]
#: The one page that stands for the whole site.
SITE = "WebSite"


def donnees_de(page: PageEditoriale, contexte: Donnees) -> list[Donnees]:
    """The page itself, and the way that leads to it."""
    described = [_site() if page.schema_org_type() == SITE else _oeuvre(page, contexte)]
    if contexte["fil"]:
        described.append(_fil(page, contexte))
    return described


def _site() -> Donnees:
    return {
        "@context": "https://schema.org",
        "@type": SITE,
        "name": settings.WAGTAIL_SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "inLanguage": "fr",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.SITE_URL}{SEARCH.address()}?q={{q}}"},
            "query-input": "required name=q",
        },
    }


def _oeuvre(page: PageEditoriale, contexte: Donnees) -> Donnees:
    described: Donnees = {
        "@context": "https://schema.org",
        "@type": page.schema_org_type(),
        "name": page.title,
        "url": contexte["adresse"],
        "inLanguage": "fr",
    }
    described["description"] = page.search_description or page.chapo or page.title
    if page.last_published_at:
        described["dateModified"] = page.last_published_at.date().isoformat()
    partners = [{"@type": "Organization", "name": one.nom} for one in contexte.get("partenaires", [])]
    if partners:
        described["provider" if described["@type"] == "Course" else "creator"] = partners
    places = contexte.get("triptyque", {}).get("territoires", [])
    if places and described["@type"] in {"Dataset", "CreativeWork"}:
        described["spatialCoverage"] = [place.nom for place in places]
    door = contexte.get("principale")
    if door is not None and not door.a_eviter:
        described["sameAs"] = door.url
    return described


def _fil(page: PageEditoriale, contexte: Donnees) -> Donnees:
    steps = [(entree.titre, entree.url) for entree in contexte["fil"]]
    items = [
        {
            "@type": "ListItem",
            "position": rank,
            "name": titre,
            "item": url if url.startswith("http") else f"{settings.SITE_URL}{url}",
        }
        for rank, (titre, url) in enumerate(steps, start=1)
    ]
    last = {"@type": "ListItem", "position": len(items) + 1, "name": page.title, "item": contexte["adresse"]}
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [*items, last]}
