"""Doubles found while typing and for the report, kept in step with what is saved, and decided."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry

from doublons.comparing import compare_waiting
from doublons.deciding import set_aside, take_back
from doublons.enums import Motif
from doublons.finding import Described, near, near_many
from doublons.models import CleDAdresse, CleDEmpreinte, Empreinte, PaireDeDoubles, PasUnDouble
from doublons.sketches import SCHEME
from liens.models import Lien
from liens.signals import links_changed
from pages.models import Ressource
from pages.writing.creating import NewDraft, create_drafts
from tests.doublons.conftest import CHAPO
from tests.factories import comite as people
from tests.factories import pages

pytestmark = pytest.mark.django_db


def found(**described):
    return [(one.page, one.motifs) for one in near(**described)]


@pytest.mark.parametrize(
    ("described", "motifs"),
    [
        ({"adresses": "http://mobilites.example/outils?utm_source=x"}, (Motif.ADRESSE,)),
        ({"adresses": ["https://autre.example/", "mobilites.example/outils"]}, (Motif.ADRESSE,)),
        ({"titre": "La boite à outils de la mobilité solidaire"}, (Motif.TITRE,)),
        ({"titre": "Se déplacer", "texte": CHAPO.upper()}, (Motif.TEXTE,)),
        ({"titre": "BOÎTE À OUTILS DE LA MOBILITÉ SOLIDAIRE", "texte": CHAPO}, (Motif.TITRE, Motif.TEXTE)),
    ],
)
def test_what_is_typed_is_found(guide, described, motifs):
    assert found(**described) == [(guide.pk, motifs)]


@pytest.mark.parametrize(
    "described",
    [
        {},
        {"titre": "Boîte à outils de la mobilité électrique"},
        {"adresses": "https://mobilites.example/"},
        {"adresses": "pas une adresse", "titre": "?", "texte": "\n"},
    ],
)
def test_another_thing_is_not_found(guide, described):
    assert found(**described) == []


def test_page_is_no_double_of_itself(guide):
    assert found(titre=guide.title, besides=guide) == []


def test_secondary_link_alone_makes_no_double(arbre, guide):
    pages.ressource(arbre.boite, urls=["https://a.example/un", "https://a.example/doc"], title="Un jardin partagé")
    assert found(adresses=["https://a.example/deux", "https://a.example/doc"]) == []
    assert [one for one, _ in found(adresses="https://a.example/doc")] == [
        Ressource.objects.get(title="Un jardin partagé").pk
    ]


def test_address_is_followed_to_where_the_checker_arrived(guide):
    lien = Lien.objects.get(url="https://www.mobilites.example/outils/")
    Lien.objects.filter(pk=lien.pk).update(url_finale="https://nouveau.example/boite")
    links_changed.send(sender=Lien, ids=frozenset([lien.pk]), told=frozenset())
    assert found(adresses="http://www.nouveau.example/boite/") == [(guide.pk, (Motif.ADRESSE,))]


def test_arrival_at_a_first_page_says_nothing(guide):
    lien = Lien.objects.get(url="https://www.mobilites.example/outils/")
    Lien.objects.filter(pk=lien.pk).update(url_finale="https://nouveau.example/")
    links_changed.send(sender=Lien, ids=frozenset([lien.pk]), told=frozenset())
    assert CleDAdresse.objects.get(lien=lien).arrivee is None


def test_draft_is_found_by_what_it_says_now(guide):
    draft = guide.get_latest_revision_as_object()
    draft.title = "Fabriquer des nichoirs à mésanges"
    draft.save_revision()
    assert found(titre="Boîte à outils de la mobilité solidaire") == []
    assert found(titre="Fabriquer des nichoirs à mésanges") == [(guide.pk, (Motif.TITRE,))]


def test_many_are_found_by_as_many_questions_as_one(guide, django_assert_num_queries):
    one = Described(titre=guide.title, adresses=("https://mobilites.example/outils",))
    with django_assert_num_queries(7):
        near_many([one])
    with django_assert_num_queries(7):
        answers = near_many([one, Described(titre="Tout autre chose"), one])
    assert [[candidat.page for candidat in answer] for answer in answers] == [[guide.pk], [], [guide.pk]]


def test_pairs_follow_what_is_saved(arbre, guide, compare):
    other = pages.ressource(arbre.boite, title="Mobilité solidaire : la boîte à outils", urls=["https://b.example/"])
    compare()
    assert list(PaireDeDoubles.objects.values_list("premiere", "seconde", "motifs")) == [
        (guide.pk, other.pk, ["titre"])
    ]
    draft = other.get_latest_revision_as_object()
    draft.title = "Fabriquer des nichoirs"
    draft.save_revision()
    compare()
    assert not PaireDeDoubles.objects.exists()


def test_fingerprints_that_are_missing_or_of_another_scheme_are_made(guide, compare):
    Empreinte.objects.filter(page=guide).update(schema="autre-0")
    CleDEmpreinte.objects.all().delete()
    CleDAdresse.objects.all().delete()
    assert found(titre=guide.title) == []
    compare()
    assert Empreinte.objects.get(page=guide).schema == SCHEME
    assert found(titre=guide.title, adresses="mobilites.example/outils") == [(guide.pk, (Motif.ADRESSE, Motif.TITRE))]
    assert compare_waiting() == 0


def test_copy_that_follows_a_page_is_no_double(arbre, guide, compare):
    guide.create_alias(parent=arbre.rubrique, update_slug="copie")
    compare()
    assert not PaireDeDoubles.objects.exists()


def test_decision_stays_until_it_is_taken_back(arbre, guide, compare):
    other = pages.ressource(arbre.boite, title=guide.title, urls=["https://b.example/"])
    compare()
    by = pages.administrateur()
    set_aside(one=other, other=guide, by=by, raison=" Deux éditions. ")
    set_aside(one=guide, other=other, by=by, raison="Encore")
    assert list(PasUnDouble.objects.values_list("premiere", "seconde", "par", "raison")) == [
        (guide.pk, other.pk, by.pk, "Deux éditions.")
    ]
    other.save_revision().publish()
    compare()
    assert not PaireDeDoubles.objects.exists()
    assert found(titre=guide.title, besides=other) == []
    assert [page for page, _ in found(titre=guide.title)] == [guide.pk, other.pk]
    assert take_back(one=guide, other=other, by=by)
    assert not take_back(one=guide, other=other, by=by)
    compare()
    assert PaireDeDoubles.objects.count() == 1
    logged = PageLogEntry.objects.filter(action__startswith="doublons.").order_by("pk")
    assert [(one.page_id, one.message) for one in logged] == [
        (other.pk, f"Ce n’est pas un double de « {guide.title} »"),
        (guide.pk, f"Ce n’est pas un double de « {guide.title} »"),
        (guide.pk, f"À comparer de nouveau avec « {guide.title} »"),
        (other.pk, f"À comparer de nouveau avec « {guide.title} »"),
    ]


def test_who_may_change_neither_decides_nothing(arbre, guide):
    other = pages.ressource(arbre.boite, title=guide.title)
    with pytest.raises(PermissionDenied):
        set_aside(one=other, other=guide, by=people.compte())


def test_pages_that_a_sheet_brings_are_compared_as_those_of_the_form(arbre):
    drafts = [NewDraft(arbre.boite.pk, {"title": "Guide du covoiturage rural"})]
    made = create_drafts(model=Ressource, drafts=drafts, by=pages.administrateur())
    assert [one.page for one in near(titre="Le guide du covoiturage rural")] == [page.pk for page in made]
