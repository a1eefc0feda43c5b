"""A worker that is killed without warning, again and again: every link is checked, none is twice in the ledger."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from scripts.demo.kinship import tied_to_me
from scripts.world.behaviours import after
from scripts.world.kinds import FINE
from scripts.world.server import Row, address_of, world_in_a_thread
from workers.links.client.classes import LienState
from workers.links.client.classes import ObservationClass as C

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
HOSTS, PER_HOST, KILLS = 20, 10, 5
PATIENCE = 120  # seconds for a process to start, or for a run to end, on a busy machine
SITES = [Row(f"site_{n}", C.OK, LienState.OK, LienState.OK, after(0.3, FINE)) for n in range(HOSTS)]
# Answers each line of JSON with one: a process of its own that knows Django, started once.
CLERK = f"""
import json, sys, time
from datetime import timedelta
from django.utils import timezone
from pages.models import Lien
from workers.links.models import Controle, EtatHote
from workers.links.tasks import claim

def put(urls):
    rows = [(url, url.split("/")[2].split(":")[0]) for url in urls]
    now = timezone.now()
    Lien.objects.bulk_create([Lien(url=url, hote=host, prochain_controle_le=now) for url, host in rows])

def expire_and_claim():
    # What fifteen minutes do: the leases of the dead worker end by themselves.
    past = timezone.now() - timedelta(seconds=1)
    Lien.objects.filter(reserve_jusqu_au__isnull=False).update(reserve_jusqu_au=past)
    EtatHote.objects.filter(occupe_jusqu_au__isnull=False).update(occupe_jusqu_au=past)
    claim.delay()

def wait():
    until = time.monotonic() + {PATIENCE}
    while Lien.objects.filter(controle_le__isnull=True).exists() and time.monotonic() < until:
        time.sleep(0.1)

def ledger():
    rows = list(Controle.objects.values_list("lien_id", "classe", "etat"))
    states = sorted(set(Lien.objects.values_list("etat", flat=True)))
    return [len(rows), len({{row[0] for row in rows}}), sorted({{row[1:] for row in rows}}), states]

for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(globals()[name](*arguments)), flush=True)
"""


class Site:
    """One installation of the platform, with a folder, a database and a broker of its own."""

    def __init__(self, folder, canary, **servers):
        own = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.environment = own | servers
        self.environment |= {"VAR_DIR": str(folder), "LINKS_ALLOW_LOOPBACK": "true", "LINKS_CANARIES": canary}
        self.log = folder / "worker.log"
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=self.environment, check=True
        )
        self.clerk = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", CLERK],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=tied_to_me(),
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.clerk.communicate()
        self.remove()

    def remove(self):
        """What is left outside the folder; nothing, with a database in it."""

    def does(self, *request):
        self.clerk.stdin.write(json.dumps(request) + "\n")
        self.clerk.stdin.flush()
        return json.loads(self.clerk.stdout.readline())

    @contextmanager
    def worker(self):
        command = [sys.executable, "-m", "celery", "--app", "workers", "worker", "--pool", "solo"]
        command += ["--queues", "celery,index,links,links-now,webhooks", "--loglevel", "INFO", "--without-gossip"]
        with self.log.open("ab") as file:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=file, stderr=file, preexec_fn=tied_to_me()
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def embedded(folder, canary):
    return Site(folder, canary)


def on_servers(folder, canary):
    """A database of its own on the given PostgreSQL, and a Redis database that no other test uses."""
    name = f"odd17_killed_{os.getpid()}"
    given = os.environ["DATABASE_URL"]
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    redis = urlsplit(os.environ["REDIS_URL"])._replace(path="/14").geturl()
    site = Site(folder, canary, DATABASE_URL=urlsplit(given)._replace(path=f"/{name}").geturl(), REDIS_URL=redis)

    def remove():
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    site.remove = remove
    return site


def asked(world):
    return sum(sum(counter.values()) for counter in world.hits.values())


def wait_for(condition, log):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)


@pytest.mark.parametrize(
    "installed", [embedded, pytest.param(on_servers, marks=pytest.mark.cluster)], ids=["embedded", "servers"]
)
def test_a_worker_killed_five_times_in_mid_run_loses_nothing_and_writes_nothing_twice(installed, tmp_path):
    with world_in_a_thread(SITES) as world:
        urls = [f"http://{address_of(n)}:{world.port}/guides/{page}" for n in range(HOSTS) for page in range(PER_HOST)]
        with installed(tmp_path, urls[0]) as site:
            site.does("put", urls)
            for _ in range(KILLS):
                enough = asked(world) + 2 * HOSTS
                site.does("expire_and_claim")
                with site.worker() as process:
                    wait_for(lambda enough=enough: asked(world) >= enough, site.log)
                    process.send_signal(signal.SIGKILL)
                    process.wait()
            assert site.does("ledger") == [0, 0, [], ["nouveau"]]
            site.does("expire_and_claim")
            with site.worker():
                site.does("wait")
                found = site.does("ledger")
    assert found == [HOSTS * PER_HOST, HOSTS * PER_HOST, [["ok", "ok"]], ["ok"]], site.log.read_text()
