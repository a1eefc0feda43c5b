"""Real processes for tests: a web server, an Elasticsearch of the test's own, and the database that they share."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from scripts.services.accounts import service_account
from scripts.services.elasticsearch import Elasticsearch
from scripts.services.places import free_ports, tail
from scripts.services.processes import launch
from scripts.services.server import Ground
from scripts.services.state import Record
from tests import patience

ROOT = Path(__file__).resolve().parents[2]


def database_url():
    """The database that pytest-django has made, for processes of their own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


def wait_until(reached, log, *, meanwhile=lambda: None):
    """Wait for something that another process does; its log says why it never did."""

    def there():
        if answer := reached():
            return answer
        meanwhile()
        return None

    patience.wait_until(there, told=lambda: log.read_text(errors="replace")[-3000:], pause=0.25)


@contextmanager
def web_server(environ, log):
    """The site served by granian, as in production; gives its port."""
    (port,) = free_ports([], count=1)
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *options, "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "cms.wsgi:application"], cwd=ROOT, env={**os.environ, **environ}, stdout=file, stderr=file
        )
    try:
        wait_until(lambda: get(port, "/sante/")[0] == 200, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def get(port, path, *, timeout=20):
    """(status, body, seconds) of one request; status 0 when there was no answer at all."""
    began = time.monotonic()
    link = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        link.request("GET", path)
        response = link.getresponse()
        return response.status, response.read(), time.monotonic() - began
    except (OSError, HTTPException):
        return 0, b"", time.monotonic() - began
    finally:
        link.close()


class OwnElasticsearch:
    """A server that only this test knows, to be stopped, killed and started again at the same address."""

    def __init__(self):
        # The servers' account must reach it, and pytest's own folders are closed to everyone else.
        self.place = Path(tempfile.mkdtemp(prefix="odd17-es-", dir="/tmp"))
        self.place.chmod(0o755)
        self.server = Elasticsearch()
        self.ground = Ground(self.place, service_account(), free_ports([], count=2))
        self.url = f"http://127.0.0.1:{self.ground.port}"
        self.log = self.place / "elasticsearch.log"
        self.process = None

    def start(self):
        command = self.server.prepare(self.ground)
        command = replace(command, env={**command.env, "ES_JAVA_OPTS": "-Xms512m -Xmx512m"})
        with command.log.open("ab") as output:
            self.process = launch(
                command.words, env=command.env, account=self.ground.account, cwd=command.cwd, output=output
            )

    def wait(self):
        record = Record(self.process.pid, "", self.ground.port, self.url, str(self.log))
        patience.wait_until(
            lambda: self.server.is_ready(record), process=self.process, told=lambda: tail(self.log), pause=0.25
        )

    def send(self, number):
        """To the whole group: the launcher and the server that it started."""
        os.killpg(self.process.pid, number)

    def kill(self):
        if self.process is not None:
            self.send(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def remove(self):
        self.kill()
        shutil.rmtree(self.place, ignore_errors=True)
