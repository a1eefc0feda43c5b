"""What the table counts: what the search finds, by the same terms, for each of its cells."""

import itertools
import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from couverture.drafts import drafted
from couverture.enums import Portee
from couverture.enums import SorteDePages as Sorte
from couverture.enums import TableauDeCouverture as Tableau
from couverture.matrix import Options, matrix
from search.documents.builder import all_documents
from search.engines import answering_engine
from search.enums import Facette
from search.planning.planner import plan_search
from taxonomy.models import Territoire
from tests.factories import pages

pytestmark = pytest.mark.django_db
PLACES = ("", "reg-84", "dep-69", "epci-200000001", "dep-01", "reg-53")
EVERY = [
    *(Options(tableau=one, sorte=sorte) for one in (Tableau.ACTEURS, Tableau.NATURES) for sorte in Sorte),
    *(
        Options(Tableau.TERRITOIRES, portee, sorte, dans)
        for portee, sorte, dans in itertools.product(Portee, (Sorte.TOUTES, Sorte.RESSOURCES), PLACES)
    ),
]


def told(table):
    """{row: {column: number}}, without what is 0; the total under ""."""
    return {
        row.heading.nom: {cell.column: cell.nombre for cell in (row.total, *row.cells) if cell.nombre}
        for row in table.rows
    }


def found_behind(cell):
    """How many pages the search finds at the address of a cell."""
    planned = plan_search(QueryDict(cell.url.partition("?")[2]), strict=True)
    return answering_engine().search(planned.query, planned.plan).total


def test_each_cell_says_how_many_pages_the_search_behind_it_finds(there, index):
    index()
    wrong = {}
    for options in EVERY:
        for row in matrix(options).rows:
            for cell in (row.total, *row.cells):
                if cell.nombre != (found := found_behind(cell)):
                    wrong[options, cell.words] = (cell.nombre, found)
    assert wrong == {}


def test_acteurs_and_domaines_are_counted(there):
    assert told(matrix(Options())) == {
        "Emploi": {"": 4, "Associations": 2, "Communes": 2},
        "Santé": {"": 4, "Associations": 3, "Communes": 2},
        "Culture": {},
    }


def test_territoires_count_what_is_in_them(there):
    assert told(matrix(Options(Tableau.TERRITOIRES))) == {
        "Toute la France": {"": 1, "Santé": 1},
        "Auvergne-Rhône-Alpes": {"": 5, "Emploi": 4, "Santé": 2},
        "Bretagne": {"": 1, "Santé": 1},
    }


def test_territoires_count_what_applies_to_them_from_above(there):
    assert told(matrix(Options(Tableau.TERRITOIRES, Portee.TOUT))) == {
        "Toute la France": {"": 1, "Santé": 1},
        "Auvergne-Rhône-Alpes": {"": 7, "Emploi": 4, "Santé": 4},
        "Bretagne": {"": 2, "Santé": 2},
    }


def test_a_region_shows_its_departements_even_those_without_anything(there):
    assert told(matrix(Options(Tableau.TERRITOIRES, dans="reg-84"))) == {
        "Auvergne-Rhône-Alpes": {"": 1, "Emploi": 1},
        "Ain": {},
        "Rhône": {"": 4, "Emploi": 3, "Santé": 2},
    }


def test_a_departement_shows_what_has_something(there):
    assert told(matrix(Options(Tableau.TERRITOIRES, dans="dep-69"))) == {
        "Rhône": {"": 1, "Emploi": 1},
        "Métropole d’essai": {"": 3, "Emploi": 2, "Santé": 2},
        "Lyon": {"": 2, "Emploi": 1, "Santé": 2},
    }


def test_natures_and_axes_are_counted(there):
    counted = told(matrix(Options(Tableau.NATURES)))
    assert {name: cells for name, cells in counted.items() if cells} == {
        "Guide": {"": 4, "Comprendre": 1, "Agir": 4},
        "Base de données": {"": 2, "Comprendre": 2, "Agir": 1},
        "Exemple inspirant": {"": 1, "Agir": 1},
    }


def test_a_sort_counts_its_pages_alone(there):
    assert told(matrix(Options(sorte=Sorte.EXEMPLES))) == {
        "Emploi": {"": 1, "Associations": 1},
        "Santé": {},
        "Culture": {},
    }


def test_a_territoire_that_does_not_exist_is_the_country(there):
    assert told(matrix(Options(Tableau.TERRITOIRES, dans="reg-99"))) == told(matrix(Options(Tableau.TERRITOIRES)))


def test_drafts_are_counted_by_their_latest_version(there):
    draft = there.brouillon
    draft.domaines = [there.emploi]
    draft.save_revision()
    assert told(matrix(Options(), drafted)) == {"Emploi": {"": 1, "Associations": 1}, "Santé": {}, "Culture": {}}
    counted = told(matrix(Options(Tableau.TERRITOIRES, sorte=Sorte.RESSOURCES, dans="reg-84"), drafted))
    assert counted["Ain"] == {"": 1, "Emploi": 1}


def test_the_table_asks_as_many_questions_for_one_page_as_for_many(there):
    def asked():
        counted = []
        for options in (Options(), Options(Tableau.TERRITOIRES), Options(Tableau.NATURES)):
            matrix(options)
            with CaptureQueriesContext(
                connection,
            ) as context:
                matrix(options)
            counted.append(len(context))
        return counted

    few = asked()
    for _ in range(5):
        pages.ressource(there.arbre.boite, territoires=[there.ain], acteurs=[there.assos], domaines=[there.culture])
    assert asked() == few
    assert max(few) <= 14


def test_the_numbers_are_those_of_a_count_page_by_page(there):
    """A drawn site: territoires on all rungs, several terms each, fiches that name a term themselves."""
    drawn = random.Random(17)
    places = list(Territoire.objects.all())
    natures = [there.guide, there.donnees]
    for _ in range(40):
        pages.ressource(
            drawn.choice([there.arbre.boite, there.arbre.rubrique]),
            nature=drawn.choice(natures),
            territoires=drawn.sample(places, drawn.randint(1, 3)),
            acteurs=drawn.sample([there.assos, there.villes], drawn.randint(1, 2)),
            domaines=drawn.sample([there.sante, there.emploi, there.culture], drawn.randint(1, 3)),
        )
    documents = [one.facettes for one in all_documents()]
    wrong = {}
    for options in EVERY:
        if options.portee is Portee.TOUT or options.sorte is not Sorte.TOUTES:
            continue
        for row in matrix(options).rows:
            for cell in (row.total, *row.cells):
                asked = [(name, slug) for name, slug in QueryDict(cell.url.partition("?")[2]).items()]
                if any(name == "echelon" for name, _ in asked):
                    continue
                wanted = [(Facette(name), slug) for name, slug in asked if name != "portee"]
                naive = sum(all(slug in one[facette] for facette, slug in wanted) for one in documents)
                if naive != cell.nombre:
                    wrong[options, cell.words] = (cell.nombre, naive)
    assert wrong == {}
