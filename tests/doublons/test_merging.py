"""One ressource takes the place of another: what moves, what stays to be read, who may."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Comment, Page, PageLogEntry, Revision

from adoc.models import RegleAdoc
from cap.models import Cap, Element
from comite.enums import RoleComite as Role
from doublons.finding import near
from doublons.merging.citations import count_citations
from doublons.merging.execution import forecast, merge_ressources
from doublons.merging.following import citing_keys
from doublons.merging.refusals import refusal
from doublons.models import FusionDeRessources, PaireDeDoubles
from pages.models import BoiteAOutils, EtapeRecit, Ressource
from search.promotions.models import MiseEnAvant, PageMiseEnAvant
from tests.factories import comite as people
from tests.factories import pages, taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(arbre, guide):
    return pages.ressource(
        arbre.boite,
        title="Mobilité solidaire : la boîte à outils",
        slug="le-double",
        urls=["http://mobilites.example/outils", "https://mobilites.example/fiches.pdf"],
        acteurs=list(guide.acteurs.all()),
        domaines=[taxonomy.domaine(nom="Mobilité douce", slug="mobilite-douce")],
    )


@pytest.fixture
def chief():
    return pages.administrateur()


def anew(page):
    return type(page).objects.get(pk=page.pk)


def cited_in(page, double):
    """A body that names the double by a chooser and by a link, and a page that it does not name."""
    page.corps = [
        ("paragraphe", f'<p><a linktype="page" id="{double.pk}">Le guide</a></p>'),
        ("ressources", {"titre": "À lire", "pages": [double, page]}),
    ]
    return page


def test_everything_leads_to_the_one_that_stays(arbre, guide, double, chief, compare, client):
    compare()
    autre = cited_in(pages.ressource(arbre.boite, title="Une autre page"), double)
    autre.save_revision().publish()
    old_version = autre.get_latest_revision().pk
    etape = EtapeRecit.objects.create(
        page=arbre.boite, titre="Départ", texte=f'<a linktype="page" id="{double.pk}">x</a>'
    )
    mise = MiseEnAvant.objects.create(requetes="mobilité")
    PageMiseEnAvant.objects.create(mise=mise, page=double)
    caps = [Cap.objects.create(edition=str(n), lecture=str(n), lecture_masquee="x") for n in range(2)]
    for cap in caps:
        Element.objects.create(cap=cap, cle="a", famille="outil", page=double, titre="Choisi", note="Ma note")
    Element.objects.create(cap=caps[1], cle="b", famille="outil", page=guide, titre="Guide", note="Autre")
    Redirect.objects.create(old_path="/ancien", redirect_page=double)
    address = double.url

    seen = forecast(source=double, cible=guide, by=chief)
    assert [one.url for one in seen.liens] == ["https://mobilites.example/fiches.pdf"]
    assert seen.termes == ("Mobilité douce",)
    assert {page.pk for page in seen.pages} == {autre.pk, arbre.boite.pk}
    assert seen.suivent == ("2 éléments de C.A.P.", "1 mise en avant")
    assert (seen.redirections, seen.pas_publiee) == (1, "")

    fusion = merge_ressources(source=double, cible=guide, by=chief)

    assert (fusion.source_id, fusion.cible_id, fusion.par) == (double.pk, guide.pk, chief)
    kept, gone = anew(guide), anew(double)
    assert [one.url for one in kept.liens.all()] == [
        "https://www.mobilites.example/outils/",
        "https://mobilites.example/fiches.pdf",
    ]
    assert "Mobilité douce" in [str(one) for one in kept.domaines.all()]
    assert (kept.live, kept.has_unpublished_changes) == (True, False)
    assert (gone.live, gone.has_unpublished_changes, gone.title) == (False, False, double.title)
    body = anew(autre).corps
    assert f'id="{guide.pk}"' in body[0].value.source
    assert [page.pk for page in body[1].value["pages"]] == [guide.pk, autre.pk]
    assert f'id="{double.pk}"' not in json.dumps(Revision.objects.get(pk=old_version).content)
    assert EtapeRecit.objects.get(pk=etape.pk).texte == f'<a linktype="page" id="{guide.pk}">x</a>'
    assert [one.page_id for one in PageMiseEnAvant.objects.all()] == [guide.pk]
    assert list(Element.objects.order_by("cap", "pk").values_list("cap", "page", "note")) == [
        (caps[0].pk, guide.pk, "Ma note"),
        (caps[1].pk, guide.pk, "Autre\nMa note"),
    ]
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (301, guide.url)
    assert client.get("/ancien")["Location"] == guide.url
    assert not PaireDeDoubles.objects.exists()
    assert [one.page for one in near(titre=double.title)] == [guide.pk]


def test_history_stays_to_be_read(guide, double, chief):
    Comment.objects.create(page=double, user=chief, text="Vérifier le budget", contentpath="title")
    versions = set(Revision.page_revisions.filter(object_id=str(double.pk)).values_list("pk", flat=True))
    merge_ressources(source=double, cible=guide, by=chief)
    assert versions <= set(Revision.page_revisions.filter(object_id=str(double.pk)).values_list("pk", flat=True))
    assert Comment.objects.filter(page=double).count() == 1
    logged = PageLogEntry.objects.filter(action__in=["doublons.fusionner", "doublons.fusionnee"]).order_by("pk")
    assert [(one.page_id, one.user, one.message) for one in logged] == [
        (guide.pk, chief, f"A pris la place de « {double.title} »"),
        (double.pk, chief, f"« {guide.title} » a pris sa place"),
    ]


def test_terms_are_left_when_they_are_not_asked_for(guide, double, chief):
    merge_ressources(source=double, cible=guide, by=chief, termes=False)
    assert "Mobilité douce" not in [str(one) for one in anew(guide).domaines.all()]


def test_what_is_added_waits_beside_a_draft(guide, double, chief):
    draft = guide.get_latest_revision_as_object()
    draft.title = "Pas encore publié"
    draft.save_revision()
    merge_ressources(source=double, cible=anew(guide), by=chief)
    kept = anew(guide)
    titre = "Boîte à outils de la mobilité solidaire"
    assert (kept.title, kept.liens.count(), kept.has_unpublished_changes) == (titre, 1, True)
    draft = kept.get_latest_revision_as_object()
    assert (draft.title, draft.liens.count()) == ("Pas encore publié", 2)


def test_two_that_cannot_be_merged(arbre, guide, double, chief):
    exemple = pages.exemple(arbre.boite)
    hidden = pages.ressource(arbre.boite, title="Cachée", live=False)
    copy = guide.create_alias(parent=arbre.rubrique, update_slug="copie").specific
    said = {
        "soi-même": refusal(source=guide, cible=guide, by=chief),
        "un exemple": refusal(source=exemple, cible=guide, by=chief),
        "une copie": refusal(source=copy, cible=double, by=chief),
        "un brouillon": refusal(source=guide, cible=hidden, by=chief),
        "l’inverse": refusal(source=hidden, cible=guide, by=chief),
    }
    assert said == {
        "soi-même": "Choisissez une autre ressource que celle qui disparaît.",
        "un exemple": "Seules deux ressources se fusionnent.",
        "une copie": "Une copie qui suit une autre page ne se fusionne pas : fusionnez l’original.",
        "un brouillon": (
            "« Cachée » n’est pas en ligne, « Boîte à outils de la mobilité solidaire » l’est : gardez celle que les"
            " visiteurs voient, ou publiez l’autre d’abord."
        ),
        "l’inverse": "",
    }


def test_refused_merge_changes_nothing(guide, double, chief):
    Page.objects.filter(pk=double.pk).update(locked=True, locked_by=people.compte("veilleur"))
    with pytest.raises(ValidationError, match="veilleur a verrouillé"):
        merge_ressources(source=anew(double), cible=guide, by=chief)
    assert (anew(double).live, FusionDeRessources.objects.count()) == (True, 0)


def test_rights_over_both_are_asked():
    there = people.comite()
    arbre = pages.arbre()
    held = {"ours": there.notre, "theirs": there.autre}
    two = {
        name: pages.ressource(arbre.boite, title="Même titre", slug=name, responsable=member)
        for name, member in held.items()
    }
    mine = pages.ressource(arbre.boite, title="Même titre", slug="aussi", responsable=there.notre)
    may = {
        (role.value, name): not refusal(source=two["ours"], cible=cible, by=people.anew(account))
        for role, account in there.comptes.items()
        for name, cible in (("ours", mine), ("theirs", two["theirs"]))
    }
    assert {pair for pair, allowed in may.items() if allowed} == {
        (Role.RELECTEUR, "ours"),
        (Role.ADMINISTRATEUR, "ours"),
        (Role.ADMINISTRATEUR, "theirs"),
    }


def test_merged_one_is_taken_back_by_being_published(guide, double, chief):
    merge_ressources(source=double, cible=guide, by=chief)
    anew(double).get_latest_revision().publish()
    assert anew(double).live
    assert refusal(source=anew(double), cible=anew(guide), by=chief) == ""


#: Keys to pages that belong to the page itself, or tell what happened to it: they stay with the one that is withdrawn.
STAYING = {
    *("parutions.PageDeParution.page", "parutions.PageDeParution.destination", "relecture.Proposition.page"),
    *("contenus.ContenuRendu.page", "apercus.Partage.page", "liens.OccurrenceLien.page"),
    *(
        "liens.LigneRemplacement.page",
        "lots.LigneDeLot.page",
        "sheets.ImportDeFeuille.place",
        "sheets.LigneDeFeuille.page",
        "propositions.AccesDePartenaire.place",
        "propositions.PropositionDePartenaire.page",
        "doublons.Empreinte.page",
        "doublons.PaireDeDoubles.premiere",
    ),
    *("doublons.PaireDeDoubles.seconde", "doublons.PasUnDouble.premiere", "doublons.PasUnDouble.seconde"),
    *("doublons.FusionDeRessources.source", "doublons.FusionDeRessources.cible", "qualite.BilanDeQualite.page"),
}
#: Moved by code of their own.
MOVED = {"cap.Element.page", "wagtailredirects.Redirect.redirect_page"}


def test_every_key_to_a_page_is_moved_or_stays_for_a_reason():
    """A new one is named here, or by `cites_pages` of its room."""
    from django.apps import apps
    from django.db.models import ForeignKey
    from modelcluster.fields import ParentalKey

    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey)
        and not isinstance(field, ParentalKey)
        and issubclass(field.related_model, Page)
        and not field.remote_field.parent_link
        and model._meta.app_label != "wagtailcore"
    }
    named = {f"{model._meta.label}.{name}" for model, name in citing_keys()}
    assert found == named | MOVED | STAYING
    assert (RegleAdoc, "cible") in citing_keys()


def test_number_within_another_number_is_no_citation(arbre, guide):
    boite = BoiteAOutils.objects.get(pk=arbre.boite.pk)
    boite.corps = [("paragraphe", f"<p>{guide.pk} et {guide.pk}0</p>")]
    boite.save()
    assert count_citations(Ressource.objects.get(pk=guide.pk)).places == 0
