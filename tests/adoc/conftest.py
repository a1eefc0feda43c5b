import pytest

from search.engines import current_engine
from search.facets import values
from search.index.rebuilding import rebuild_index
from search.places import directory
from search.spelling import words
from search.suggestions import answer
from taxonomy.enums import Famille
from tests.factories import pages, taxonomy
from tests.factories import parcours as factory
from tests.remembered import remembered


@pytest.fixture
def arbre(db):
    # What a process keeps of the terms is not that of another test's.
    for kept in (values, words, directory, answer):
        kept.forget()
    return pages.arbre()


@remembered
def a_profil():
    return taxonomy.acteur(a_un_parcours=True)


@pytest.fixture
def profil(db):
    return a_profil()


@remembered
def questionnaire(arbre, profil):
    """It proposes a donnée to all, an outil to who has partners, and searches compétences."""
    donnee = pages.ressource(arbre.rubrique, title="Les chiffres du territoire")
    outil = pages.ressource(arbre.boite, title="Le guide des alliances")
    taxonomy.nature(famille=Famille.COMPETENCE)
    hub = factory.porte(arbre.accueil)
    page = factory.page(hub, profil, cibles={Famille.DONNEE: donnee, Famille.OUTIL: outil})
    page.donnee, page.outil = donnee, outil
    return page


@pytest.fixture
def parcours(arbre, profil):
    page = questionnaire(arbre, profil)
    rebuild_index(current_engine())
    return page
