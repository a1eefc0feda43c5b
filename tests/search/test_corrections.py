"""Corrected spelling, as visitors and the API get it, on both engines."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.contract.query import SearchQuery, Visibility
from search.index import outbox
from search.index.rebuilding import rebuild_index, revise_vocabulary
from search.lexique.models import MotProtege, Sigle
from search.planning.parsing import parse
from search.spelling.models import MotDuVocabulaire
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
# Letters apart, so that no other word is near: what a hidden page alone holds.
CANARI, TYPED = "zythonquartz", "zythonquarz"


@remembered
def fill(site):
    for rank in range(6):
        site.ressource(f"Guide de la mobilité {rank}")
    site.ressource("Développement durable des territoires")
    site.ressource("Accueillir l’énergie renouvelable")
    site.ressource("Biodiversité et environnement")
    site.ressource("La philanthropie, l’accueil et le vélo")


@pytest.fixture
def found(site, each_index):
    fill(site)
    rebuild_index(each_index)
    return each_index


def corrections(client, **asked):
    """(text, number of hits) of each correction, after a look at what its address really gives."""
    found = client.get("/api/v3/recherche/", asked).json()["corrections"]
    followed = [client.get(f"/api/v3/recherche/{one['url'].removeprefix('./')}").json()["total"] for one in found]
    assert followed == [one["count"] for one in found]
    return [(one["label"], one["count"]) for one in found]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("moblité", "mobilité"),
        ("mobilitté", "mobilité"),
        ("mobiltié", "mobilité"),
        ("nobilite", "mobilité"),
        ("MOBLITÉ", "MOBILITÉ"),
        ("dévelopment durabel", "développement durable"),
        ("developpementdurable", "développement durable"),
        ("envirronement", "environnement"),
        ("biodiverstié", "biodiversité"),
        ("Biodivercités", "Biodiversité"),
        ("filantropie", "philanthropie"),
        ("acceuil", "accueil"),
        ("L'énergi renouvlable", "L'énergie renouvelable"),
        ('"énergie renouvlable"', '"énergie renouvelable"'),
        ("moblité -rural", "mobilité -rural"),
        ("biciclette", "bicyclette"),
        ("vlo", "vélo"),
    ],
)
def test_misspelt_query_is_corrected(client, found, typed, meant):
    results = client.get("/recherche/", {"q": typed}).context["results"]

    assert (results.total, [one.label for one in results.corrections][:1]) == (0, [meant])


def test_correction_is_shown_with_its_exact_count_on_the_page_and_in_the_api(client, found):
    page = client.get("/recherche/", {"q": "moblité", "acteur": "associations"}).content.decode()

    said = re.search(r'<p class="correction"[^>]*>(.+?)</p>', page, re.DOTALL).group(1)
    assert (
        re.sub("[ \\n]+", " ", said).strip()
        == 'Vouliez-vous dire <a href="./?q=mobilit%C3%A9&amp;acteur=associations">mobilité</a> '
        '<span class="detail">(10 résultats)</span>\u202f?'
    )
    assert corrections(client, q="moblité", acteur="associations") == [("mobilité", 10)]


def test_correction_that_finds_nothing_under_the_same_filters_is_not_offered(client, found):
    assert corrections(client, q="moblité", acteur="citoyens") == []


@pytest.mark.parametrize("typed", ["mobilité", "mobilites", "velo", "bicyclette", "ESS", "O.D.D.", "2031", "xq", "-"])
def test_known_or_short_words_are_not_corrected(client, found, typed):
    assert corrections(client, q=f"{typed} introuvablement") == []


def test_words_of_the_lexique_are_known_as_soon_as_they_are_written(client, found):
    before = corrections(client, q="mobilita")
    MotProtege.objects.create(mot="mobilita")
    Sigle.objects.create(sigle="MOBLITE", developpe="Maison ordinaire")

    assert (before, corrections(client, q="mobilita"), corrections(client, q="moblite")) == ([("mobilité", 10)], [], [])


def test_mistake_of_a_page_is_corrected_into_a_far_more_frequent_word(client, site, found):
    site.ressource("Une moblité douce")
    outbox.drain(found)

    assert corrections(client, q="moblité") == [("mobilité", 11)]


def test_word_of_a_page_written_since_the_rebuild_corrects(client, site, found):
    before = corrections(client, q="covoiturrage")
    site.ressource("Un covoiturage", chapo="L’intermodalité")
    outbox.drain(found)

    assert (before, corrections(client, q="intermodalté")) == ([], [("intermodalité", 1)])


def hide_by_unpublishing(page):
    page.unpublish()


def hide_by_restricting(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def hide_by_expiry(page):
    page.valable_jusqu_au = timezone.localdate() - timedelta(days=1)
    page.save()


def hide_by_deleting(page):
    page.delete()


@pytest.mark.parametrize("hide", [hide_by_unpublishing, hide_by_restricting, hide_by_expiry, hide_by_deleting])
def test_word_of_a_page_that_is_hidden_is_offered_no_more_and_forgotten(client, site, found, hide):
    page = site.ressource(f"Le {CANARI}")
    outbox.drain(found)
    shown = corrections(client, q=TYPED)

    hide(page)
    hidden = corrections(client, q=TYPED)
    outbox.drain(found)
    drained = corrections(client, q=TYPED)
    forgotten = revise_vocabulary(found)

    assert (shown, hidden, drained, forgotten) == ([(CANARI, 1)], [], [], 1)
    assert not MotDuVocabulaire.objects.filter(ecriture=CANARI).exists()


def test_hidden_word_of_the_family_of_a_public_one_is_not_offered(client, site, found):
    site.ressource(f"Les {CANARI}s")
    hidden = site.ressource(f"Le {CANARI}")
    outbox.drain(found)
    hidden.unpublish()

    assert corrections(client, q=TYPED) == [(f"{CANARI}s", 1)]


def test_vocabulary_is_of_public_pages_only_and_made_anew_by_a_rebuild(site, each_index):
    site.ressource("Public").unpublish()
    site.ressource(f"{CANARI} brouillon", live=False, slug="brouillon")
    site.ressource(f"{CANARI} restreinte", parent=site.boite, slug="restreinte")
    site.ressource(f"{CANARI} expirée", slug="expiree", valable_jusqu_au=timezone.localdate() - timedelta(days=1))
    hide_by_restricting(site.agir)
    site.ressource("Un ancien", slug="ancien")
    rebuild_index(each_index)
    known = set(MotDuVocabulaire.objects.values_list("ecriture", flat=True))
    site.ressource("Un nouveau", slug="nouveau")
    site.comprendre.get_descendants().get(slug="ancien").specific.unpublish()
    rebuild_index(each_index)
    after = set(MotDuVocabulaire.objects.values_list("ecriture", flat=True))

    assert {"ancien", "guide"} <= known
    assert (after - known, known - after) == ({"nouveau"}, {"ancien"})
    assert [word for word in known | after if word in {CANARI, "brouillon", "restreinte", "expirée", "public"}] == []


def test_nightly_revision_fills_a_table_that_is_younger_than_the_index(found):
    MotDuVocabulaire.objects.all().delete()
    revise_vocabulary(found)

    assert MotDuVocabulaire.objects.filter(ecriture="mobilité").values_list("documents", flat=True).get() == 10


def test_counts_of_many_queries_are_those_of_each(found):
    asked = [(SearchQuery(visibility=Visibility("2026-01-01")), parse(text)) for text in ("mobilité", "vélo", "zut")]

    assert (found.counts(asked), found.counts([])) == ([10, 1, 0], [])
