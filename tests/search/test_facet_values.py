"""What the facets are made of, and what a parameter stands for."""

from dataclasses import fields

import pytest
from wagtail.models import PageViewRestriction

from pages.models import BoiteAOutils
from pages.page_types import kinds
from search.enums import Facette
from search.facets import values
from search.facets.values import PARAMETRES, TOUJOURS_ENTIERES, Valeur, canonical
from search.state.snapshot import index_state
from taxonomy.enums import Critere, Niveau
from taxonomy.models import Acteur, Domaine, Nature, Odd, Partenaire, SlugFusionne, Territoire
from tests.search import corpus
from tests.search.site import territoire

pytestmark = pytest.mark.django_db


def current():
    return values.termes(index_state().termes)


def columns(value):
    return {field.name: getattr(value, field.name) for field in fields(value)}


def test_parameters_are_the_facets_and_the_critere():
    assert list(PARAMETRES.items()) == [*((one.value, one) for one in Facette), ("critere", Facette.DOMAINE)]
    assert {Facette.ACTEUR, Facette.DOMAINE, Facette.AXE, Facette.BOITE, Facette.ODD} == TOUJOURS_ENTIERES
    assert {Facette.TERRITOIRE, Facette.DOMAINE} == set(Facette) - set(values.NAMES) == values.READ_APART


def test_territoire_knows_its_rung_and_what_contains_it(site):
    assert columns(current().get(Facette.TERRITOIRE, "com-69123")) == {
        "slug": "com-69123",
        "nom": "Lyon",
        "param": "territoire",
        "depth": list(Niveau.values).index("commune"),
        "au_dessus": ("france", "reg-84", "dep-69"),
        "ordre": site.lyon.cle_de_tri,
        "bifurque": False,
    }


def test_commune_whose_epci_belongs_to_another_departement_has_two_lines_above_it(site):
    ain = territoire("01", "Ain", Niveau.DEPARTEMENT, site.region)
    epci = territoire("200012345", "Val fictif", Niveau.EPCI, site.rhone)
    Territoire.objects.create(code="69999", nom="Là", niveau=Niveau.COMMUNE, parent=epci, departement=site.rhone)
    Territoire.objects.create(code="01999", nom="Ici", niveau=Niveau.COMMUNE, parent=epci, departement=ain)
    found = current().territoires(["com-01999", "epci-200012345"])

    assert {slug: value.bifurque for slug, value in found.items()} == {"com-01999": True, "epci-200012345": False}


def test_territoires_are_read_once_and_those_that_are_none_left_out(site, django_assert_num_queries):
    known = current()
    with django_assert_num_queries(1):
        assert list(known.territoires(["dep-69", "nulle-part"])) == ["dep-69"]
    with django_assert_num_queries(0):
        assert list(known.territoires(["dep-69"])) == ["dep-69"]
    with django_assert_num_queries(1):
        assert list(known.territoires(["reg-84", "dep-69"])) == ["reg-84", "dep-69"]


def test_merged_slug_is_followed_in_its_own_facet_only(site):
    SlugFusionne.objects.create(facette="domaine", ancien="transport", nouveau="mobilite")
    SlugFusionne.objects.create(facette="territoire", ancien="com-1", nouveau="com-69123")
    known = current()

    assert [
        getattr(known.get(facette, slug), "slug", None)
        for facette, slug in (
            (Facette.DOMAINE, "transport"),
            (Facette.TERRITOIRE, "com-1"),
            (Facette.ACTEUR, "transport"),
            (Facette.DOMAINE, "mobilite"),
        )
    ] == ["mobilite", "com-69123", None, "mobilite"]


@pytest.mark.parametrize(
    ("param", "raw", "slug"),
    [
        ("territoire", " COM-69123 ", "com-69123"),
        ("critere", "Societaux", "critere:societaux"),
        ("critere", "mobilite", None),
        ("critere", "critere:societaux", None),
        ("domaine", "mobilite", "mobilite"),
        ("domaine", "societaux", None),
        ("domaine", "critere:societaux", None),
        ("odd", "odd-07", "7"),
        ("odd", "Odd 7", None),
        ("acteur", "07", None),
        ("etat_lien", "ok", "ok"),
    ],
)
def test_parameter_chooses_one_value_or_none(site, param, raw, slug):
    assert getattr(current().resolve(param, raw), "slug", None) == slug


def test_callers_are_told_what_they_may_send(site):
    known = current()

    assert known.allowed("territoire") == [
        "france",
        "reg-<code>",
        "dep-<code>",
        "om-<code>",
        "epci-<siren>",
        "com-<code>",
    ]
    assert known.allowed("critere") == list(Critere.values)
    assert known.allowed("domaine") == [
        slug for critere in Critere for slug in Domaine.objects.filter(critere=critere).values_list("slug", flat=True)
    ]
    assert known.allowed("axe") == ["comprendre", "agir", "perenniser"]


def test_each_facet_has_its_values_in_the_order_of_the_taxonomy(site):
    for nom in ("Zèbres", "Écureuils"):
        Partenaire.objects.create(nom=nom)
    site.agir.add_child(instance=BoiteAOutils(title="Brouillon", slug="brouillon", live=False))
    private = site.agir.add_child(instance=BoiteAOutils(title="Privée", slug="privee"))
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    last = site.agir.add_child(instance=BoiteAOutils(title="Après", slug="apres"))
    last.move(site.boite, pos="left")
    found = {facette: [(one.slug, one.nom) for one in named.values()] for facette, named in current().valeurs.items()}
    natures = list(Nature.objects.values_list("slug", "nom"))

    assert list(found) == [*(one for one in values.Facette if one in found and one != Facette.DOMAINE), Facette.DOMAINE]
    assert found.pop(Facette.DOMAINE) == [
        pair
        for critere in Critere
        for pair in (
            (f"critere:{critere.value}", str(critere.label)),
            *Domaine.objects.filter(critere=critere).values_list("slug", "nom"),
        )
    ]
    assert found == {
        Facette.ACTEUR: list(Acteur.objects.values_list("slug", "nom")),
        Facette.AXE: [("comprendre", "Comprendre"), ("agir", "Agir"), ("perenniser", "Pérenniser")],
        Facette.BOITE: [("apres", "Après"), ("piloter", "Piloter")],
        Facette.ODD: [(slug, f"ODD {slug} – {nom}") for slug, nom in Odd.objects.values_list("slug", "nom")],
        Facette.NATURE: [
            *natures,
            *(pair for pair in ((kind.slug, kind.name) for kind in kinds()) if pair[0] not in dict(natures)),
        ],
        Facette.PARTENAIRE: [("ecureuils", "Écureuils"), ("zebres", "Zèbres")],
        Facette.ETAT_LIEN: list(values.ETATS_LIEN.items()),
    }


def test_nature_that_an_editor_has_named_keeps_that_name(site):
    Nature.objects.filter(slug="fiche-repere").update(nom="Fiche d’ici")

    found = current().valeurs[Facette.NATURE]
    assert (found["fiche-repere"].nom, list(found).count("fiche-repere")) == ("Fiche d’ici", 1)


def test_domaine_stands_under_its_critere(site):
    found = current().valeurs[Facette.DOMAINE]

    assert [columns(found[slug]) for slug in ("critere:societaux", "mobilite")] == [
        columns(Valeur("critere:societaux", "Critères sociétaux", "critere", 0, (), "", False)),
        columns(Valeur("mobilite", "Mobilité", "domaine", 1, ("critere:societaux",), "", False)),
    ]
    assert [found[slug].public_slug for slug in ("critere:societaux", "mobilite")] == ["societaux", "mobilite"]


def test_values_are_kept_for_one_generation_and_until_they_are_forgotten(site, django_assert_num_queries):
    known = values.termes(5)
    with django_assert_num_queries(0):
        assert values.termes(5) is known
    other = values.termes(6)
    assert (other is known, other.generation, values.termes(6) is other) == (False, 6, True)
    values.forget()
    assert values.termes(6) is not other


def test_canonical_choice_is_sorted_and_leaves_out_what_contains_another():
    known = corpus.termes().territoires(["com-c", "dep-a", "france", "dep-b"])

    assert canonical(known.values()) == ("com-c", "dep-a", "dep-b")
    assert canonical([]) == ()
