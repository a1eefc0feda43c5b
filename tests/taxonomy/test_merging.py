"""Merging two terms: everything that cited the first cites the second, drafts too, and old addresses still lead."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.db.models.signals import post_delete
from wagtail.models import ModelLogEntry, ReferenceIndex

from pages.models import PageDomaine, PageTerritoire, Ressource
from taxonomy.enums import Niveau
from taxonomy.merging import MergeReport, merge_terms, refus_de_fusion
from taxonomy.models import Acteur, Domaine, Partenaire, SlugFusionne, Territoire
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def arbre():
    return pages.arbre()


def test_fusion_moves_lists_without_naming_the_target_twice(arbre):
    source, cible = taxonomy.acteur("Assos"), taxonomy.acteur("Associations")
    seule = pages.ressource(arbre.boite, acteurs=[source])
    double = pages.ressource(arbre.boite, acteurs=[source, cible])

    bilan = merge_terms(source=source, cible=cible, by=None)

    assert bilan == MergeReport(deplacees=1, doublons=1, revisions=2)
    assert [list(Ressource.objects.get(pk=page.pk).acteurs.all()) for page in (seule, double)] == [[cible], [cible]]
    assert list(Acteur.objects.filter(slug="assos")) == []


def test_fusion_of_territoires_moves_rows_children_and_paths(arbre):
    _aura, rhone, metropole, lyon = taxonomy.rhone()
    autre = taxonomy.territoire("Grand Lyon", Niveau.EPCI, "200000002", parent=rhone)
    page = pages.ressource(arbre.boite, territoires=[metropole, autre])

    merge_terms(source=metropole, cible=autre, by=None)

    lyon.refresh_from_db()
    assert (lyon.parent, lyon.chemin) == (autre, "france/reg-84/dep-69/epci-200000002/com-69123")
    assert list(PageTerritoire.objects.filter(page=page).values_list("territoire", flat=True)) == [autre.pk]


def test_fusion_rewrites_drafts_so_that_publishing_one_later_works(arbre):
    source, cible = (taxonomy.partenaire(nom, est_comite=True) for nom in ("Ancien nom", "Nouveau nom"))
    page = pages.ressource(arbre.boite)
    page.responsable = source
    page.partenaires_lies = [
        page.partenaires_lies.model(partenaire=source),
        page.partenaires_lies.model(partenaire=cible),
    ]
    page.save_revision()
    page.title = "Un brouillon plus récent"
    page.save_revision()
    ancien = page.revisions.order_by("pk")[1]

    bilan = merge_terms(source=source, cible=cible, by=None)
    Ressource.objects.get(pk=page.pk).revisions.get(pk=ancien.pk).publish()

    publiee = Ressource.objects.get(pk=page.pk)
    assert bilan == MergeReport(deplacees=0, doublons=0, revisions=2)
    assert (publiee.responsable, publiee.partenaires) == (cible, [cible])


def test_fusion_keeps_old_slugs_leading_to_the_term_that_remains():
    a, b, c = (taxonomy.domaine(nom) for nom in ("Aide", "Biens", "Culture"))

    merge_terms(source=a, cible=b, by=None)
    merge_terms(source=b, cible=c, by=None)

    assert list(SlugFusionne.objects.order_by("ancien").values_list("facette", "ancien", "nouveau")) == [
        ("domaine", "aide", "culture"),
        ("domaine", "biens", "culture"),
    ]


def test_fusion_is_in_the_history_of_the_term_that_remains():
    source, cible = taxonomy.nature("Guide"), taxonomy.nature("Guides")
    admin = pages.administrateur()

    key = source.pk
    merge_terms(source=source, cible=cible, by=admin)

    entree = ModelLogEntry.objects.get(action="taxonomy.fusionner")
    assert (entree.object_id, entree.user, entree.data) == (
        str(cible.pk),
        admin,
        {"source": key, "ancien": "guide", "nom": "Guide", "deplacees": 0},
    )


def test_fusion_moves_wagtails_index_of_references(arbre):
    source, cible = taxonomy.nature(), taxonomy.nature()
    ReferenceIndex.create_or_update_for_object(pages.ressource(arbre.boite, nature=source))
    avant = ReferenceIndex.get_references_to(source).count()

    merge_terms(source=source, cible=cible, by=None)

    assert (avant, ReferenceIndex.get_references_to(cible).count()) == (1, 1)


def test_fusion_of_different_lists_is_refused():
    assert refus_de_fusion(taxonomy.acteur(), taxonomy.domaine()) == (
        "Deux termes de listes différentes ne se fusionnent pas."
    )


def test_fusion_with_itself_is_refused():
    terme = taxonomy.acteur()
    assert refus_de_fusion(terme, terme) == "Choisissez un autre terme que celui qui disparaît."


def test_fusion_of_two_levels_is_refused():
    aura, rhone, *_ = taxonomy.rhone()
    with pytest.raises(ValidationError, match="niveaux différents"):
        merge_terms(source=rhone, cible=aura, by=None)
    assert Territoire.objects.filter(pk=rhone.pk).exists()


def test_fusion_of_two_domaines_with_their_own_page_is_refused(arbre):
    source, cible = taxonomy.domaine(), taxonomy.domaine()
    for domaine in (source, cible):
        arbre.rubrique.add_child(instance=PageDomaine(title=domaine.nom, domaine=domaine))

    assert refus_de_fusion(source, cible) == (
        "Chacun des deux termes a sa « page de domaine » : supprimez d’abord l’une des deux."
    )
    assert Domaine.objects.count() == 2


def test_fusion_into_a_partner_that_may_not_answer_for_pages_is_refused(arbre):
    source, cible = taxonomy.partenaire(est_comite=True), taxonomy.partenaire("Voisin")
    pages.ressource(arbre.boite, responsable=source)

    assert refus_de_fusion(source, cible) == (
        "« Voisin » ne peut pas devenir « responsable » à sa place : complétez d’abord sa notice."
    )


def test_fusion_that_fails_half_way_changes_nothing(arbre):
    source, cible = taxonomy.partenaire("Qui reste"), taxonomy.partenaire()
    page = pages.ressource(arbre.boite, partenaires=[source])

    def echouer(sender, **kwargs):
        raise RuntimeError("panne")

    post_delete.connect(echouer, sender=Partenaire)
    try:
        with pytest.raises(RuntimeError):
            merge_terms(source=source, cible=cible, by=None)
    finally:
        post_delete.disconnect(echouer, sender=Partenaire)

    assert Ressource.objects.get(pk=page.pk).partenaires == [Partenaire.objects.get(slug="qui-reste")]
    assert Partenaire.objects.count() == 2


def test_deletion_of_a_term_in_use_is_refused_by_every_door(arbre):
    acteur = taxonomy.acteur()
    pages.ressource(arbre.boite, acteurs=[acteur])

    with pytest.raises(ProtectedError), transaction.atomic():
        acteur.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        Acteur.objects.filter(pk=acteur.pk).delete()
    assert Acteur.objects.filter(pk=acteur.pk).exists()
