"""Real faults of the index's disk: full, unreadable. What waits is written once there is room; visitors find again."""

import os

import pytest

from search import engines
from search.engines.base import ILLISIBLE, EngineUnavailableError
from search.enums import Cible, EtatEcriture, SorteEcriture
from search.index import outbox, upkeep
from search.index.models import EcritureIndex, EtatMoteur
from search.index.rebuilding import rebuild_index
from tests.disks import fill, small_disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "petit", "8m") as place:
        yield place


@pytest.fixture
def on_it(disk, settings, monkeypatch):
    """The current engine, its index on the small disk."""
    settings.SEARCH_ENGINE = "search.engines.embedded.EmbeddedEngine"
    settings.SEARCH_INDEX_DIR = disk / "index"
    settings.SEARCH_REPLICA = False
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    engines._engine.cache_clear()
    yield engines.current_engine()
    engines._engine.cache_clear()


def found(engine):
    return {one.id for one in engine.ids_and_versions()}


def states():
    return list(EcritureIndex.objects.order_by("pk").values_list("etat", "essais"))


def test_full_disk_holds_rows_back_and_its_room_brings_them_in(site, on_it, disk):
    rebuild_index(on_it)
    page = site.ressource("Guide de la mobilité")
    EcritureIndex.objects.all().delete()
    outbox.record([page.pk])
    ballast = fill(disk)
    for _ in range(2 * outbox.ESSAIS):
        with pytest.raises(EngineUnavailableError):
            outbox.drain(on_it)

    # No try is counted: it was not the page's fault. The lock is free again, although the errors are still known.
    assert (states(), page.pk in found(on_it)) == ([(EtatEcriture.EN_ATTENTE, 0)], False)
    ballast.unlink()
    upkeep.keep_up()
    assert (states(), page.pk in found(on_it)) == ([(EtatEcriture.FAITE, 0)], True)


def test_worker_says_since_when_an_index_cannot_be_written(site, on_it, disk):
    rebuild_index(on_it)
    page = site.ressource("Guide de la mobilité")
    ballast = fill(disk)
    outbox.record([page.pk])
    upkeep.keep_up()
    first = EtatMoteur.objects.get(cible=Cible.PRINCIPAL).empeche_le
    upkeep.keep_up()
    second = EtatMoteur.objects.get(cible=Cible.PRINCIPAL).empeche_le
    ballast.unlink()
    upkeep.keep_up()

    assert first is not None
    assert (second, EtatMoteur.objects.get(cible=Cible.PRINCIPAL).empeche_le) == (first, None)


@pytest.mark.parametrize("name", ["meta.json", "*.store", "*.idx"])
def test_unreadable_index_is_said_and_built_anew(site, index, client, name):
    page = site.ressource("Guide de la mobilité")
    rebuild_index(index)
    folder = index.store.current().folder
    for file in folder.glob(name):
        os.truncate(file, 0) if name != "meta.json" else file.write_bytes(os.urandom(512))
    engines._engine.cache_clear()
    broken = engines.current_engine()
    broken.store._opened = None

    assert (broken.state(), client.get("/api/v3/recherche/?q=mobilite").status_code) == (ILLISIBLE, 503)
    upkeep.keep_up()
    assert (broken.state(), found(broken)) == ("", {page.pk})
    assert client.get("/api/v3/recherche/?q=mobilite").json()["total"] == 1


def test_dead_rows_are_given_one_more_try(monkeypatch):
    monkeypatch.setattr(outbox, "wake_worker", lambda: None)
    for page_id, state in ((1, EtatEcriture.EN_ECHEC), (2, EtatEcriture.FAITE)):
        EcritureIndex.objects.create(
            page_id=page_id, sorte=SorteEcriture.RETIRER, etat=state, essais=outbox.ESSAIS, erreur="refusé"
        )

    assert outbox.try_dead_again() == 1
    assert states() == [(EtatEcriture.EN_ATTENTE, outbox.ESSAIS - 1), (EtatEcriture.FAITE, outbox.ESSAIS)]
