"""Where a term is used: pages as saved, children of the tree, and drafts of live pages."""

import pytest

from pages.models import PageTerritoire
from taxonomy.models import Acteur, Partenaire
from taxonomy.usages import count_usages, usages_de
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre():
    return pages.arbre()


def places(terme):
    usages = usages_de(terme)
    return usages.total, [(u.objet.pk, u.champs, u.brouillon_seul) for u in usages.exemples]


def test_usages_name_each_page_once_with_every_field(arbre):
    partenaire = taxonomy.partenaire(est_comite=True)
    page = pages.ressource(arbre.boite, partenaires=[partenaire], responsable=partenaire)

    total, trouves = places(partenaire)

    assert (total, [(pk, sorted(champs), seul) for pk, champs, seul in trouves]) == (
        1,
        [(page.pk, ["partenaire", "responsable"], False)],
    )


def test_usages_find_what_only_a_draft_cites(arbre):
    ancien, nouveau = taxonomy.acteur(), taxonomy.acteur()
    page = pages.ressource(arbre.boite, acteurs=[ancien])
    page.acteurs = [nouveau]
    page.save_revision()

    assert places(nouveau) == (1, [(page.pk, ("pour quels acteurs",), True)])
    assert places(ancien) == (1, [(page.pk, ("pour quels acteurs",), False)])


def test_usages_of_a_territoire_name_what_is_inside_it(arbre):
    aura, rhone, *_ = taxonomy.rhone()
    assert places(aura) == (1, [(rhone.pk, ("territoire supérieur",), False)])


def test_usages_of_an_unused_term_are_empty():
    assert places(taxonomy.partenaire(site="https://partenaire.example/")) == (0, [])


@pytest.mark.parametrize("nombre", [1, 3])
def test_counts_ask_as_much_for_one_term_as_for_three(arbre, nombre, django_assert_num_queries):
    termes = [taxonomy.partenaire(est_comite=True) for _ in range(nombre)]
    for terme in termes:
        pages.ressource(arbre.boite, partenaires=[terme], responsable=terme)

    # responsable, adjoint, partenaires_lies, readers of reports, its people: one for each field that may cite it.
    with django_assert_num_queries(5):
        totals = count_usages(Partenaire, [terme.pk for terme in termes])

    assert totals == dict.fromkeys([terme.pk for terme in termes], 2)


def test_counts_hold_zero_for_unused_terms():
    terme = taxonomy.acteur()
    assert count_usages(Acteur, [terme.pk]) == {terme.pk: 0}


def old_versions(page, times, **fields):
    """So many versions of the page that hold these values, then one with what it held before, published."""
    kept = {
        name: getattr(page, name).all() if hasattr(getattr(page, name), "all") else getattr(page, name)
        for name in fields
    }
    kept = {name: list(value) if hasattr(value, "__iter__") else value for name, value in kept.items()}
    for values in (*[fields] * times, kept):
        for name, value in values.items():
            setattr(page, name, value)
        page.save_revision()
    page.get_latest_revision().publish()
    page.refresh_from_db()


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (taxonomy.nature, "nature"),
        (lambda: taxonomy.partenaire(est_comite=True), "responsable"),
        (taxonomy.acteur, "acteurs"),
        (taxonomy.region, "territoires_lies"),
    ],
)
def test_usages_count_old_versions_beside_what_is_saved(arbre, term, field):
    page, gone = pages.ressource(arbre.boite), term()
    value = {"acteurs": lambda: [gone], "territoires_lies": lambda: [PageTerritoire(territoire=gone)]}
    old_versions(page, 3, **{field: value.get(field, lambda: gone)()})
    usages = usages_de(gone)
    assert (usages.total, usages.anciennes, usages.phrase_des_anciennes) == (0, 3, "cité par 3 anciennes versions")


def test_draft_and_version_that_is_online_are_no_old_versions(arbre):
    acteur = taxonomy.acteur()
    page = pages.ressource(arbre.boite, acteurs=[acteur])
    assert (usages_de(acteur).total, usages_de(acteur).anciennes) == (1, 0)
    page.save_revision()
    assert (usages_de(acteur).total, usages_de(acteur).anciennes) == (1, 1)


def test_key_that_begins_like_another_one_is_not_taken_for_it(arbre):
    natures = [taxonomy.nature() for _ in range(12)]
    page = pages.ressource(arbre.boite)
    old_versions(page, 1, nature=natures[-1], acteurs=[taxonomy.acteur()])
    assert [usages_de(one).anciennes for one in natures] == [0] * 11 + [1]
