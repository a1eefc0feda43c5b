"""A worker that is killed without warning, again and again: every link is checked, none is twice in the ledger."""

import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from liens.models import Lien
from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT
from scripts.world.kinds import FINE
from scripts.world.server import Row, address_of, world_in_a_thread
from tests.patience import wait_until
from tests.search.processes import database_url
from workers.links.client.classes import LienState
from workers.links.client.classes import ObservationClass as C
from workers.links.models import Controle, EtatHote
from workers.links.tasks import claim

pytestmark = pytest.mark.django_db(transaction=True)
HOSTS, PER_HOST = 20, 5


class Gate:
    """Pages that answer so many times, then hold every visitor until they are let through for good."""

    def __init__(self):
        self.left = 0
        self.reached = threading.Event()
        self.is_open = False

    def let_through(self, requests):
        self.reached.clear()
        self.left = requests

    async def serve(self, exchange):
        if self.is_open or self.left:
            self.left = max(0, self.left - 1)
            await FINE(exchange)
        else:
            self.reached.set()
            await exchange.hang()


@contextmanager
def worker(canary, log):
    """A worker of this process's database and broker."""
    command = [sys.executable, "-m", "celery", "--app", "workers", "worker", "--pool", "solo"]
    command += ["--queues", "links", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    own = {"DATABASE_URL": database_url(), "LINKS_ALLOW_LOOPBACK": "true", "LINKS_CANARIES": canary}
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own, stdout=file, stderr=file, preexec_fn=tied_to_me()
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def expire_and_claim():
    """What fifteen minutes do: the leases of the dead worker end by themselves."""
    past = timezone.now() - timedelta(seconds=1)
    Lien.objects.filter(reserve_jusqu_au__isnull=False).update(reserve_jusqu_au=past)
    EtatHote.objects.filter(occupe_jusqu_au__isnull=False).update(occupe_jusqu_au=past)
    claim.delay()


def ledger():
    """(checks, links that were checked, what was found, the states of all links)."""
    rows = list(Controle.objects.values_list("lien_id", "classe", "etat"))
    states = set(Lien.objects.values_list("etat", flat=True))
    return len(rows), len({row[0] for row in rows}), {row[1:] for row in rows}, states


@pytest.fixture
def empty_queue():
    """No task of an earlier test waits in the broker of files."""
    if not settings.REDIS_URL:
        for file in (settings.BROKER_DIR / "queue").iterdir():
            file.unlink()
        shutil.rmtree(settings.BROKER_DIR / "control")
        (settings.BROKER_DIR / "control").mkdir()


@pytest.mark.parametrize("kills", [1, pytest.param(5, marks=pytest.mark.long)])
def test_a_worker_killed_in_mid_run_loses_nothing_and_writes_nothing_twice(kills, empty_queue, tmp_path):
    gate, log = Gate(), tmp_path / "worker.log"
    sites = [Row(f"site_{n}", C.OK, LienState.OK, LienState.OK, gate.serve) for n in range(HOSTS)]
    with world_in_a_thread(sites) as world:
        hosts = [address_of(n) for n in range(HOSTS)]
        urls = [(f"http://{host}:{world.port}/guides/{page}", host) for host in hosts for page in range(PER_HOST)]
        now = timezone.now()
        Lien.objects.bulk_create(Lien(url=url, hote=host, prochain_controle_le=now) for url, host in urls)
        for _ in range(kills):
            gate.let_through(2 * HOSTS)
            expire_and_claim()
            with worker(urls[0][0], log) as process:
                wait_until(gate.reached.is_set, process=process, told=log.read_text)
        assert ledger() == (0, 0, set(), {"nouveau"})
        gate.is_open = True
        expire_and_claim()
        with worker(urls[0][0], log) as process:
            waiting = Lien.objects.filter(controle_le__isnull=True)
            wait_until(lambda: not waiting.exists(), process=process, told=log.read_text, pause=0.2)
            found = ledger()
    assert found == (len(urls), len(urls), {("ok", "ok")}, {"ok"}), log.read_text()
