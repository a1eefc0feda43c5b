"""What stands before any page of content: the terms, the partners and the home page. The corpus begins with it too.

Idempotent: what exists is left as its editors have it.
"""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from demo.content.blocks import corps_de
from demo.content.files import Fiche
from pages.models import Accueil
from taxonomy.loading.cog import Releve
from taxonomy.loading.france import releve_de_france
from taxonomy.loading.terms import load_lists, load_territoires
from taxonomy.models import Partenaire


def load_terms(contenu: dict[str, list[Fiche]], releve: Releve | None = None) -> None:
    """The shipped terms, all of France unless `releve` holds less, and the partners."""
    load_lists()
    load_territoires(releve or releve_de_france(), keeping=True)
    for fiche in contenu["partenaire"]:
        Partenaire.objects.get_or_create(
            slug=fiche["slug"],
            defaults={
                "nom": fiche["nom"],
                "sigle": fiche.get("sigle", ""),
                "site": fiche.get("site", ""),
                "est_comite": fiche.get("est_comite", False),
                "est_fictif": fiche.get("fictif", False),
                "description": fiche.get("description", ""),
            },
        )


def set_up_home(fiche: Fiche) -> Accueil:
    """The home page and its site, made once; Wagtail's own welcome page goes."""
    existing = Accueil.objects.first()
    if existing:
        return existing
    root = Page.objects.get(depth=1)
    accueil = Accueil(title=fiche["titre"], slug="accueil", promesse=fiche["promesse"], chapo=fiche["chapo"])
    accueil.corps = corps_de(fiche.get("corps", ()), pages={})
    root.add_child(instance=accueil)
    accueil.save_revision().publish()
    parts = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": parts.hostname or "localhost",
            "port": parts.port or (443 if parts.scheme == "https" else 80),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page": accueil,
        },
    )
    Page.objects.filter(depth=2).exclude(pk=accueil.pk).filter(slug="home").delete()
    return accueil
