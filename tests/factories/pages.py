"""Pages for tests, in their place in the tree and complete enough to be published."""

from itertools import count
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from demo.content.loading import give_revision
from pages.models import (
    Accueil,
    Axe,
    BoiteAOutils,
    ExempleInspirant,
    LienRessource,
    PagePartenaire,
    PageTerritoire,
    Ressource,
    Rubrique,
)
from taxonomy.enums import CodeAxe
from tests.factories import taxonomy
from tests.remembered import remembered

_rang = count(1)


def racine():
    """The root of the tree. A test whose transactions are real ends by emptying the database, root and all."""
    Locale.objects.get_or_create(language_code="fr")
    return Page.objects.filter(depth=1).first() or Page.add_root(instance=Page(title="Tout le site", slug="root"))


@remembered
@disable_reference_index_auto_update()
def arbre():
    """The trunk: home, three axes, one rubrique under Comprendre and one under Pérenniser, one boîte under Agir."""
    accueil = racine().add_child(instance=Accueil(title="Accueil", slug="accueil", promesse="Trouver ce qui existe."))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": accueil}
    )
    axes = {code: accueil.add_child(instance=Axe(title=code.label, code=code)) for code in CodeAxe}
    return SimpleNamespace(
        accueil=accueil,
        comprendre=axes[CodeAxe.COMPRENDRE],
        agir=axes[CodeAxe.AGIR],
        perenniser=axes[CodeAxe.PERENNISER],
        rubrique=axes[CodeAxe.COMPRENDRE].add_child(instance=Rubrique(title="Bases")),
        se_former=axes[CodeAxe.PERENNISER].add_child(instance=Rubrique(title="Se former")),
        boite=axes[CodeAxe.AGIR].add_child(instance=BoiteAOutils(title="Piloter")),
    )


def ressource(parent, *, urls=("https://partenaire.example/guide",), live=True, **termes):
    """A resource under `parent`; `territoires`, `acteurs`, `domaines`, `partenaires` default to one or none."""
    champs = {nom: termes.pop(nom) for nom in list(termes) if nom not in TERMES}
    page = Ressource(
        title=champs.pop("title", f"Ressource {next(_rang)}"),
        nature=champs.pop("nature", None) or taxonomy.nature(),
        live=live,
        **champs,
    )
    page.liens = [LienRessource(libelle="Ouvrir", url=url, sort_order=rang) for rang, url in enumerate(urls)]
    return _publier(parent, page, termes)


def exemple(parent, *, live=True, **termes):
    page = ExempleInspirant(title=f"Exemple {next(_rang)}", annee=2024, live=live)
    return _publier(parent, page, termes)


TERMES = ("territoires", "acteurs", "domaines", "odds", "partenaires")


def _publier(parent, page, termes):
    page.territoires_lies = [
        PageTerritoire(territoire=territoire) for territoire in termes.get("territoires", None) or [taxonomy.france()]
    ]
    page.partenaires_lies = [PagePartenaire(partenaire=partenaire) for partenaire in termes.get("partenaires", [])]
    page.acteurs = termes.get("acteurs") or [taxonomy.acteur()]
    page.domaines = termes.get("domaines") or [taxonomy.domaine()]
    page.odds = termes.get("odds", [])
    if page.live:
        page.first_published_at = page.first_published_at or timezone.now()
        page.last_published_at = page.first_published_at
    # Who uses what is told by Wagtail’s own index, a third of the work: a test that asks it says so.
    with disable_reference_index_auto_update():
        parent.add_child(instance=page)
        if page.live:
            give_revision(page)
            page.refresh_from_db()
        else:
            page.save_revision(clean=False)
    return page


def administrateur():
    return get_user_model().objects.create_superuser("administrateur", "admin@comite.example", "mot-de-passe")


def membre(groupe):
    """A staff account of one of the Comité's groups."""
    compte = get_user_model().objects.create_user(f"membre-{next(_rang)}", "membre@comite.example", "mot-de-passe")
    compte.groups.add(Group.objects.get(name=groupe))
    return compte
