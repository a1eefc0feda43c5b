"""Hundreds of edits while the index is rebuilt over and over and its worker is killed: nothing is lost, nothing stays.

The worker and the rebuilds are processes of their own; the worker dies by SIGKILL, in the middle of what it does.
"""

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from search import engines
from search.documents.visibility import indexable_ids
from search.engines import written_engines
from search.enums import EtatEcriture
from search.facets.values import forget
from search.index import outbox
from search.index.models import EcritureIndex
from search.index.rebuilding import compare, rebuild_index
from taxonomy.models import Domaine
from tests.patience import LAST_RESORT
from tests.search.conftest import remove_indices
from tests.search.processes import ROOT, database_url, wait_until
from tests.search.site import PetitSite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("cluster")]
PAGES = 24


@pytest.fixture(
    params=[
        pytest.param("embedded", marks=pytest.mark.slow),
        pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
    ]
)
def servers(request, settings):
    """The environment of the processes; on Elasticsearch a copy is kept too, so that both engines are held."""
    cluster = request.param == "elasticsearch"
    settings.SEARCH_ENGINE = f"search.engines.{request.param}.{request.param.capitalize()}Engine"
    settings.SEARCH_REPLICA = cluster
    environ = {**os.environ, "DATABASE_URL": database_url(), "SEARCH_REPLICA": str(cluster).lower()}
    if not cluster:
        environ.pop("ELASTICSEARCH_URL", None)
    for folder in (settings.SEARCH_INDEX_DIR, settings.SEARCH_REPLICA_DIR):
        shutil.rmtree(folder, ignore_errors=True)
    engines._engine.cache_clear()
    forget()
    yield environ
    if cluster:
        remove_indices(engines.current_engine())
    engines._engine.cache_clear()
    for folder in (settings.SEARCH_INDEX_DIR, settings.SEARCH_REPLICA_DIR):
        shutil.rmtree(folder, ignore_errors=True)


class Worker:
    """A Celery worker that can be killed and started again."""

    def __init__(self, environ, log):
        self.environ, self.log = environ, log
        self.start()

    def start(self):
        command = [sys.executable, "-m", "celery", "--app", "workers", "worker", "--pool", "solo", "--queues", "index"]
        self.applied = done()
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                [*command, "--loglevel", "WARNING"], cwd=ROOT, env=self.environ, stdout=file, stderr=file
            )

    def wait_until_it_works(self):
        wait_until(lambda: done() > self.applied or not waiting(), self.log, meanwhile=outbox.wake_worker)

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def rebuilding(environ, folder):
    """Rebuilds one after the other in another process; gives what tells how many there were."""
    stop, count, log = folder / "stop", folder / "count", folder / "rebuilds.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.search.rebuilder", stop, count],
            cwd=ROOT,
            env=environ,
            stdout=file,
            stderr=file,
        )
    try:
        yield lambda: int(count.read_text()) if count.exists() else 0
    finally:
        stop.touch()
        try:
            process.wait(timeout=LAST_RESORT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert process.returncode == 0, log.read_text()


class Visitor(threading.Thread):
    """Searches all the time; notes every answer that is no answer, and every page that it must not see."""

    def __init__(self):
        super().__init__(daemon=True)
        self.hidden = frozenset()
        self.asked = 0
        self.wrong = []
        self.stopped = threading.Event()

    def run(self):
        client = Client()
        try:
            while not self.stopped.is_set():
                hidden = self.hidden
                for url in ("/api/v3/recherche/?q=guide", "/recherche/?q=guide", "/recherche/export.csv?q=guide"):
                    self.ask(client, url, hidden)
                time.sleep(0.2)
        finally:
            connection.close()

    def ask(self, client, url, hidden):
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        self.asked += 1
        seen = {rank for rank in hidden if f"Guide{rank:03d}x".encode() in body}
        # Hidden before the request was made, and still hidden after it.
        if response.status_code != 200 or seen & self.hidden:
            self.wrong.append((url, response.status_code, sorted(seen & self.hidden)))

    def stop(self):
        self.stopped.set()
        self.join()


def done():
    return EcritureIndex.objects.filter(etat=EtatEcriture.FAITE).count()


def waiting():
    return EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE).count()


class Editors:
    """Edits drawn from a seed. `hidden` holds the ranks of the pages that no visitor may see now."""

    def __init__(self, site, visitor):
        self.site, self.visitor = site, visitor
        self.draw = random.Random(17)
        self.pages = [
            site.ressource(f"Guide{rank:03d}x guide", parent=site.boite if rank % 3 else site.rubrique, slug=f"g{rank}")
            for rank in range(PAGES)
        ]
        self.restriction = None

    def act(self):
        act = self.draw.choice([self.publish, self.publish, self.unpublish, self.move, self.rename, self.restrict])
        rank = self.draw.randrange(PAGES)
        act(rank, type(self.pages[rank]).objects.get(pk=self.pages[rank].pk))
        self.tell()

    def publish(self, rank, page):
        self.visitor.hidden -= {rank}
        page.chapo = f"Chapô {self.draw.random()}"
        page.save_revision().publish()

    def unpublish(self, rank, page):
        page.unpublish()

    def move(self, rank, page):
        self.visitor.hidden -= {rank}
        under = self.site.rubrique if page.path.startswith(self.site.boite.path) else self.site.boite
        page.move(Page.objects.get(pk=under.pk), pos="last-child")

    def rename(self, rank, page):
        if self.draw.random() < 0.3:
            domaine = Domaine.objects.get(slug="mobilite")
            domaine.nom = f"Mobilité {self.draw.randrange(1000)}"
            domaine.save()
            return
        self.visitor.hidden -= {rank}
        page.slug = f"g{rank}-{self.draw.randrange(10**6)}"
        page.save_revision().publish()

    def restrict(self, rank, page):
        if self.restriction is None:
            kind = PageViewRestriction.LOGIN
            self.restriction = PageViewRestriction.objects.create(page=self.site.agir, restriction_type=kind)
        else:
            self.visitor.hidden = frozenset()
            self.restriction.delete()
            self.restriction = None

    def tell(self):
        """Which pages a visitor may not see from now on."""
        public = indexable_ids([page.pk for page in self.pages])
        self.visitor.hidden = frozenset(rank for rank, page in enumerate(self.pages) if page.pk not in public)


@pytest.mark.parametrize(("acts", "kills"), [(90, 1), pytest.param(500, 2, marks=pytest.mark.long)])
def test_nothing_is_lost_and_nothing_stays_whatever_is_killed(servers, tmp_path, acts, kills):
    log = tmp_path / "worker.log"
    visitor = Visitor()
    editors = Editors(PetitSite(), visitor)
    for cible, engine in written_engines().items():
        rebuild_index(engine, cible=cible)
    worker = Worker(servers, log)
    visitor.start()
    try:
        worker.wait_until_it_works()
        with rebuilding(servers, tmp_path) as rebuilds:
            deaths = {acts * rank // (kills + 1) for rank in range(1, kills + 1)}
            for number in range(acts):
                editors.act()
                if number in deaths:
                    worker.wait_until_it_works()
                    editors.act()
                    worker.kill()
                    worker.start()
            wait_until(lambda: rebuilds() >= kills, log, meanwhile=outbox.wake_worker)
        wait_until(lambda: not waiting(), log, meanwhile=outbox.wake_worker)
    finally:
        visitor.stop()
        worker.kill()
    found = {cible: compare(engine) for cible, engine in written_engines().items()}

    assert {cible: (one.missing, one.extra, one.stale) for cible, one in found.items()} == dict.fromkeys(
        found, ((), (), ())
    )
    assert (visitor.wrong, visitor.asked > acts // 10) == ([], True)
