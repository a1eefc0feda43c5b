"""What makes a term: a slug that never moves, a place that makes sense, and news of its changes."""

import pytest
from django.core.exceptions import ValidationError

from taxonomy.enums import Niveau
from taxonomy.lookup import look_up_terms, par_proximite
from taxonomy.merging import merge_terms
from taxonomy.models import Domaine, Odd, Partenaire, Territoire
from tests.factories import taxonomy

pytestmark = pytest.mark.django_db


def erreurs(terme):
    with pytest.raises(ValidationError) as exc:
        terme.full_clean()
    return exc.value.message_dict


def test_rename_keeps_the_slug():
    domaine = taxonomy.domaine("Mal logement")
    domaine.nom = "Logement"
    domaine.save()
    assert list(Domaine.objects.values_list("slug", "nom")) == [("mal-logement", "Logement")]


def test_slug_change_is_refused_with_a_sentence():
    domaine = taxonomy.domaine("Santé")
    domaine.slug = "autre"
    assert erreurs(domaine) == {"slug": ["L’identifiant d’un terme ne change pas : des liens y mènent déjà."]}


def test_second_term_of_the_same_name_is_refused_with_a_sentence():
    taxonomy.partenaire("Villes d’essai")
    assert erreurs(Partenaire(nom="Villes d’essai"))["slug"] == [
        "Ce terme existe déjà, sous l’identifiant « villes-dessai »."
    ]


def test_name_without_a_letter_is_refused_with_a_sentence():
    assert erreurs(Partenaire(nom="***")) == {"nom": ["Écrivez un nom avec au moins une lettre ou un chiffre."]}


def test_slug_of_a_merged_term_is_not_taken_again():
    source, cible = taxonomy.partenaire("Ancien"), taxonomy.partenaire("Nouveau")
    merge_terms(source=source, cible=cible, by=None)
    assert erreurs(Partenaire(nom="Ancien"))["slug"] == [
        "L’identifiant « ancien » mène déjà vers « nouveau » depuis une fusion."
    ]


def test_slug_of_an_odd_is_its_number():
    assert Odd.objects.create(numero=5, nom="Égalité").slug == "5"


def test_move_of_a_departement_rewrites_the_paths_below():
    _aura, rhone, _metropole, lyon = taxonomy.rhone()
    corse = taxonomy.region("Corse", "94")
    rhone.parent = corse
    rhone.save()
    lyon.refresh_from_db()
    assert lyon.chemin == "france/reg-94/dep-69/epci-200000001/com-69123"


def test_move_of_its_departement_takes_the_commune_along():
    aura, _rhone, metropole, _ = taxonomy.rhone()
    ain = taxonomy.territoire("Ain", Niveau.DEPARTEMENT, "01", parent=aura)
    commune = taxonomy.territoire("Voisine", Niveau.COMMUNE, "01999", parent=metropole, departement=ain)
    corse = taxonomy.region("Corse", "94")
    ain.parent = corse
    ain.save()
    commune.refresh_from_db()
    assert commune.chemin == "france/reg-94/dep-01/epci-200000001/com-01999"


def test_territoire_inside_itself_is_refused():
    aura, rhone, *_ = taxonomy.rhone()
    aura.parent = rhone
    assert erreurs(aura)["parent"] == [f"« {rhone} » est déjà dans ce territoire : il ne peut pas être au-dessus."]


def test_territoire_under_a_narrower_one_is_refused():
    *_, lyon = taxonomy.rhone()
    departement = Territoire(nom="Essai", niveau=Niveau.DEPARTEMENT, code="70", parent=lyon)
    assert erreurs(departement)["parent"] == ["Le territoire supérieur doit être d’un niveau plus large."]


def test_territoire_without_a_parent_is_refused():
    assert erreurs(Territoire(nom="Essai", niveau=Niveau.REGION, code="11"))["parent"] == [
        "Choisissez le territoire supérieur, par exemple la région d’un département."
    ]


@pytest.mark.parametrize("texte", ["saint etienne", "Saint-Étienne", "SAINT ETIENNE", "42218", "etienne saint"])
def test_search_finds_without_accents_and_by_code(texte):
    taxonomy.territoire("Saint-Étienne", Niveau.COMMUNE, "42218", parent=taxonomy.region())
    assert [str(found) for found in look_up_terms(Territoire.objects.all(), texte)] == [
        "Saint-Étienne (commune, 42218)"
    ]


def test_search_puts_the_whole_name_first():
    region = taxonomy.region()
    for nom, code in (("Beaumont-lès-Lyon", "01001"), ("Lyonne", "01002"), ("Lyon", "69123")):
        taxonomy.territoire(nom, Niveau.COMMUNE, code, parent=region)
    found = par_proximite(look_up_terms(Territoire.objects.all(), "lyon"), "lyon")
    assert [territoire.nom for territoire in found] == ["Lyon", "Lyonne", "Beaumont-lès-Lyon"]


def test_search_of_signs_finds_nothing():
    taxonomy.region()
    assert list(look_up_terms(Territoire.objects.all(), "%_'")) == []
