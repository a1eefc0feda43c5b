"""A small site with pages of many kinds, each found by terms of its own, and its index."""

from types import SimpleNamespace

import pytest
from wagtail.models import PageViewRestriction

from couverture.lacking import understood
from search import engines
from search.index import outbox
from search.index.models import EcritureIndex
from search.index.rebuilding import rebuild_index
from taxonomy.enums import Critere, Famille, Niveau
from tests.factories import pages, taxonomy
from tests.search.conftest import forget_everything


def draft_of(parent, **termes):
    return pages.ressource(parent, live=False, **termes)


def made():
    """France › one région with two départements, another région; two acteurs, three domaines, two natures."""
    arbre = pages.arbre()
    aura, rhone, epci, lyon = taxonomy.rhone()
    ain = taxonomy.territoire("Ain", Niveau.DEPARTEMENT, "01", parent=aura)
    bretagne = taxonomy.region("Bretagne", "53")
    assos, villes = taxonomy.acteur("Associations", slug="associations"), taxonomy.acteur("Communes", slug="communes")
    sante = taxonomy.domaine("Santé", slug="sante", critere=Critere.SOCIETAUX)
    emploi = taxonomy.domaine("Emploi", slug="emploi", critere=Critere.ECONOMIQUES)
    culture = taxonomy.domaine("Culture", slug="culture", critere=Critere.SOCIETAUX)
    guide = taxonomy.nature("Guide", slug="guide", famille=Famille.OUTIL)
    donnees = taxonomy.nature("Base de données", slug="base-de-donnees", famille=Famille.DONNEE)
    there = SimpleNamespace(**{name: value for name, value in locals().items() if name != "there"})
    there.pages = [
        pages.ressource(arbre.boite, nature=guide, territoires=[lyon], acteurs=[assos], domaines=[sante, emploi]),
        pages.ressource(arbre.boite, nature=guide, territoires=[aura, lyon], acteurs=[assos, villes], domaines=[sante]),
        pages.ressource(arbre.boite, nature=donnees, territoires=[aura], acteurs=[villes], domaines=[emploi]),
        pages.ressource(arbre.rubrique, nature=guide, territoires=[epci], acteurs=[villes], domaines=[emploi]),
        pages.ressource(arbre.rubrique, nature=donnees, acteurs=[assos], domaines=[sante]),
        pages.ressource(
            arbre.boite, nature=guide, territoires=[taxonomy.france(), bretagne], acteurs=[villes], domaines=[sante]
        ),
        pages.exemple(arbre.boite, territoires=[rhone], acteurs=[assos], domaines=[emploi]),
    ]
    there.cachee = pages.ressource(arbre.boite, nature=guide, territoires=[ain], acteurs=[assos], domaines=[culture])
    PageViewRestriction.objects.create(page=there.cachee, restriction_type="login")
    there.perimee = pages.ressource(
        arbre.boite, nature=guide, territoires=[ain], acteurs=[assos], domaines=[culture], valable_jusqu_au="2020-01-01"
    )
    there.brouillon = draft_of(arbre.boite, nature=guide, territoires=[ain], acteurs=[assos], domaines=[culture])
    # What waits for the index is withheld by that alone: here it has all been written.
    EcritureIndex.objects.all().delete()
    return there


@pytest.fixture
def there(db):
    forget_everything()
    understood.cache_clear()
    return made()


@pytest.fixture
def index(settings, monkeypatch, tmp_path):
    """From the moment when it is called on, the search finds what is published."""
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    engines._engine.cache_clear()
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    forget_everything()
    yield lambda: rebuild_index(engines.current_engine())
    engines._engine.cache_clear()
