"""A small site in the database: three axes, a rubrique, a boîte, the terms, and pages where a test wants them."""

import json

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from pages.models import Accueil, Axe, BoiteAOutils, ExempleInspirant, LienRessource, Ressource, Rubrique
from taxonomy.enums import Niveau
from taxonomy.loading.terms import load_lists
from taxonomy.models import Acteur, Domaine, Nature, Odd, Territoire
from tests.factories.pages import racine


class PetitSite:
    def __init__(self):
        load_lists()
        self.france = territoire("FR", "France", Niveau.PAYS)
        self.region = territoire("84", "Auvergne-Rhône-Alpes", Niveau.REGION, self.france)
        self.rhone = territoire("69", "Rhône", Niveau.DEPARTEMENT, self.region)
        self.lyon = territoire("69123", "Lyon", Niveau.COMMUNE, self.rhone)
        self.accueil = racine().add_child(instance=Accueil(title="Accueil", slug="site", promesse="Trouver"))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=self.accueil, is_default_site=True)
        self.comprendre = self.accueil.add_child(instance=Axe(title="Comprendre", code="comprendre"))
        self.agir = self.accueil.add_child(instance=Axe(title="Agir", code="agir"))
        self.rubrique = self.comprendre.add_child(instance=Rubrique(title="Données"))
        self.boite = self.agir.add_child(instance=BoiteAOutils(title="Piloter", slug="piloter"))

    def ressource(self, titre="Guide de la mobilité", *, parent=None, nature="guide", own=None, **fields):
        page = Ressource(title=titre, nature=Nature.objects.get(slug=nature), **fields)
        page.acteurs = Acteur.objects.filter(slug="associations")
        page.domaines = Domaine.objects.filter(slug="mobilite")
        page.odds = Odd.objects.filter(numero=11)
        for one in own or [self.france]:
            page.territoires_lies.create(territoire=one)
        page.liens.add(LienRessource(libelle="Ouvrir", url=f"https://exemple.test/{slugify(titre)}"))
        (parent or self.rubrique).add_child(instance=page)
        page.first_published_at = timezone.now()
        page.save()
        return page

    def exemple(self, titre="Une alliance", **fields):
        page = ExempleInspirant(title=titre, annee=2024, **fields)
        page.acteurs = Acteur.objects.filter(slug="citoyens")
        page.domaines = Domaine.objects.filter(slug="culture")
        page.territoires_lies.create(territoire=self.lyon)
        return self.boite.add_child(instance=page)


def territoire(code, nom, niveau, parent=None):
    return Territoire.objects.create(code=code, nom=nom, niveau=niveau, parent=parent)


def paragraphe(html):
    return json.dumps([{"type": "paragraphe", "value": html}])
