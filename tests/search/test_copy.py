"""The copy that answers while Elasticsearch is away: here at a port where nobody listens."""

import shutil
from pathlib import Path

import pytest
from wagtail.models import PageViewRestriction

from search import engines
from search.answers.dressing import COPIE
from search.engines.embedded import EmbeddedEngine
from search.enums import Cible, EtatEcriture, SorteEcriture
from search.facets.values import forget
from search.index import outbox, upkeep
from search.index.models import EcritureIndex, EtatMoteur
from search.index.rebuilding import rebuild_index, reconcile
from search.state.snapshot import index_state
from tests.search.servers import closed_port

pytestmark = pytest.mark.django_db
API = "/api/v3/recherche/?q=mobilite"


@pytest.fixture
def away(settings, tmp_path, monkeypatch):
    """An engine that is away, and a copy."""
    settings.SEARCH_ENGINE = "search.engines.elasticsearch.ElasticsearchEngine"
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{closed_port()}"
    settings.SEARCH_REPLICA = True
    settings.SEARCH_REPLICA_DIR = tmp_path / "copie"
    engines._engine.cache_clear()
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    forget()
    engine = engines.current_engine()
    yield engine
    engine.client.close()
    engines._engine.cache_clear()


@pytest.fixture
def both(settings, tmp_path, monkeypatch):
    """Two embedded indices: the copy beside an engine that answers."""
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.SEARCH_REPLICA = True
    settings.SEARCH_REPLICA_DIR = tmp_path / "copie"
    engines._engine.cache_clear()
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    forget()
    yield engines.written_engines()
    engines._engine.cache_clear()


def titles(client):
    return [hit["titre"] for hit in client.get(API).json()["resultats"]]


def waiting():
    rows = EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE)
    return sorted(set(rows.values_list("cible", "sorte")))


def test_copy_answers_every_face_with_one_sentence(client, site, away):
    site.ressource("Guide de la mobilité")
    upkeep.keep_up()

    page = client.get("/recherche/?q=mobilite")
    answer = client.get(API)
    table = client.get("/recherche/export.csv?q=mobilite")
    feed = client.get("/recherche/flux.atom?q=mobilite")

    assert [one.status_code for one in (page, answer, table, feed)] == [200, 200, 200, 200]
    assert (page.context["results"].total, page.context["results"].notice) == (1, COPIE)
    assert page.content.decode().count("quelques minutes de retard") == 1
    assert (answer.json()["total"], answer.json()["avis"]) == (1, COPIE)
    assert ("ETag" in answer, answer["Cache-Control"], page["Cache-Control"]) == (False, "no-store", "no-store")
    assert "Guide de la mobilité" in b"".join(table.streaming_content).decode()
    assert "<entry><title>Guide de la mobilité</title>" in feed.content.decode()


def test_engine_that_answers_says_nothing_of_a_copy(client, site, both):
    site.ressource("Guide de la mobilité")
    upkeep.keep_up()

    answer = client.get(API)

    assert (answer.json()["total"], answer.json()["avis"], "ETag" in answer) == (1, "", True)


def test_copy_is_built_and_written_although_the_engine_is_away(client, site, away):
    first = site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    second = site.ressource("Plan de mobilité")
    upkeep.keep_up()

    assert sorted(titles(client)) == ["Guide de la mobilité", "Plan de mobilité"]
    rows = EcritureIndex.objects.filter(page_id__in=[first.pk, second.pk])
    done = rows.filter(etat=EtatEcriture.FAITE).values_list("cible", flat=True)
    assert set(done) == {Cible.COPIE}
    assert set(rows.exclude(etat=EtatEcriture.FAITE).values_list("cible", "essais")) == {(Cible.PRINCIPAL, 0)}


def test_rows_that_waited_arrive_when_the_engine_is_back(client, site, away, settings, tmp_path):
    site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_DIR = "search.engines.embedded.EmbeddedEngine", tmp_path / "index"

    upkeep.keep_up()

    assert (waiting(), client.get(API).json()["total"], client.get(API).json()["avis"]) == ([], 1, "")


def test_unpublished_page_leaves_the_answers_of_the_copy_before_it_is_written(client, site, away):
    page = site.ressource("Guide de la mobilité")
    site.ressource("Plan de mobilité")
    upkeep.keep_up()
    page.unpublish()

    assert titles(client) == ["Plan de mobilité"]
    upkeep.keep_up()
    assert titles(client) == ["Plan de mobilité"]


def test_restricted_page_leaves_the_counts_of_the_copy(client, site, away):
    site.ressource("Guide de la mobilité", parent=site.boite)
    site.ressource("Plan de mobilité")
    upkeep.keep_up()
    PageViewRestriction.objects.create(page=site.agir, restriction_type=PageViewRestriction.LOGIN)

    body = client.get(API).json()
    acteurs = next(facet for facet in body["facettes"] if facet["facette"] == "acteur")

    assert (body["total"], [one["count"] for one in acteurs["values"] if one["count"]]) == (1, [1])


def test_copy_that_lags_hides_nothing_in_the_engine(client, site, both):
    """Unpublished and published again: the engine has both changes, the copy none yet."""
    page = site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    page.unpublish()
    page.save_revision().publish()
    outbox.drain(both[Cible.PRINCIPAL], Cible.PRINCIPAL)

    state = index_state()

    assert (state.withheld, state.withheld_in_copy) == (frozenset(), {page.pk})
    assert titles(client) == ["Guide de la mobilité"]


def test_engine_that_lags_hides_nothing_in_the_copy(client, site, away):
    page = site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    page.unpublish()
    page.save_revision().publish()
    upkeep.keep_up()

    assert (index_state().withheld, index_state().withheld_in_copy) == ({page.pk}, frozenset())
    assert titles(client) == ["Guide de la mobilité"]


def test_without_a_copy_a_change_writes_one_row(site, index):
    EcritureIndex.objects.all().delete()
    outbox.record([site.rubrique.pk])

    assert list(EcritureIndex.objects.values_list("cible", "sorte")) == [(Cible.PRINCIPAL, SorteEcriture.RETIRER)]


def test_copy_that_is_kept_no_more_is_erased(site, both, settings):
    site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    site.ressource("Plan de mobilité")
    settings.SEARCH_REPLICA = False

    upkeep.keep_up()

    assert Path(settings.SEARCH_REPLICA_DIR).exists() is False
    assert EcritureIndex.objects.filter(cible=Cible.COPIE).count() == 0
    assert list(EtatMoteur.objects.values_list("cible", flat=True)) == [Cible.PRINCIPAL]


def test_each_index_is_compared_by_itself(site, both):
    page = site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    copy = both[Cible.COPIE]
    with copy.writing():
        copy.write([], {page.pk}, outbox.next_version())

    found = {cible: reconcile(engine, cible).missing for cible, engine in both.items()}
    upkeep.keep_up()

    assert found == {Cible.PRINCIPAL: (), Cible.COPIE: (page.pk,)}
    assert {one.cible: one.ecarts for one in EtatMoteur.objects.all()} == {Cible.PRINCIPAL: 0, Cible.COPIE: 1}
    assert reconcile(copy, Cible.COPIE).pages == set()


def test_engine_goes_on_being_written_while_its_copy_is_built(site, both, monkeypatch):
    """A rebuild says now and then how far it is: that is when the other index gets its rows."""
    site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    late = site.ressource("Plan de mobilité")
    seen = []

    def progress(count):
        upkeep._writing_the_others(Cible.COPIE)(count)
        seen.append({one.id for one in both[Cible.PRINCIPAL].ids_and_versions()})

    rebuild_index(both[Cible.COPIE], progress, cible=Cible.COPIE)

    assert late.pk in seen[0]


def test_site_is_ready_while_the_copy_answers(client, site, away):
    site.ressource("Guide de la mobilité")
    before = client.get("/sante/pret/").json()["index"]
    upkeep.keep_up()

    assert (before, client.get("/sante/pret/").json()["index"]) == (False, True)


def test_copy_of_another_version_does_not_answer(client, site, away, settings):
    site.ressource("Guide de la mobilité")
    upkeep.keep_up()
    shutil.rmtree(settings.SEARCH_REPLICA_DIR)
    EmbeddedEngine(settings.SEARCH_REPLICA_DIR)

    response = client.get(API)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert client.get("/recherche/?q=mobilite").status_code == 200
