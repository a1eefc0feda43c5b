"""The real provider on loopback: npm’s oidc-provider, which has been certified."""

import json
import os
import subprocess
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.node import installed
from tests.patience import LAST_RESORT, wait_until
from tests.ports import own_port

FOLDER = Path(__file__).resolve().parent / "provider"
CLIENT = {"OIDC_CLIENT_ID": "odd17", "OIDC_CLIENT_SECRET": "un secret de test qui est assez long"}


@dataclass(frozen=True)
class Provider:
    url: str
    process: subprocess.Popen

    def tells(self, **claims):
        """From now on it tells this of whoever signs in."""
        asked = urllib.request.Request(f"{self.url}/_persona", json.dumps(claims).encode(), method="PUT")
        urllib.request.urlopen(asked, timeout=LAST_RESORT).close()

    def seen(self):
        """The content types of its userinfo, and what it was asked for."""
        with urllib.request.urlopen(f"{self.url}/_seen", timeout=LAST_RESORT) as answer:
            return json.load(answer)


@contextmanager
def provider_on_loopback(*, redirects, log, port=None, **own):
    """A provider that knows this site by these addresses to come back to."""
    folder = installed(FOLDER)
    port = port or own_port(os.environ.get("PYTEST_XDIST_WORKER", "master"), 25_000)
    environment = {"PORT": str(port), "REDIRECTS": ",".join(redirects), "PATH": os.environ["PATH"]} | own
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["node", "server.mjs"], cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: "listens" in log.read_text(), process=process, told=log.read_text)
        yield Provider(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=LAST_RESORT)
