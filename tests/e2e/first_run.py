"""The demonstration's first run, from an empty folder, once for all tests of a run: it costs most of a minute.

Who needs it first makes it, and others wait. Who wants a demonstration of one’s own begins with a copy of its files.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

from scripts.demo.kinship import tied_to_me
from scripts.demo.places import ROOT, is_free
from tests.isolation import own_folder
from tests.patience import LAST_RESORT
from workers.links.models import PanneReseau

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
#: What a demonstration reads from its environment, and no test's own may reach.
OWN = ("SITE_", "ALLOWED_", "LINKS_")


class Demo:
    """A running `python -m scripts.demo`, read until it has introduced itself, said `until`, or ended."""

    def __init__(self, var, port, *options, until="Ctrl-C pour tout arrêter"):
        own = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.demo", "--port", str(port), *options],
            cwd=ROOT,
            env=own | {"VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=tied_to_me(),
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if until in line:
                break

    def children(self):
        """The processes that it started and watches."""
        assert self.process.poll() is None, self.said
        return children_of(self.process)

    def groups(self):
        """The process groups of these."""
        return {os.getpgid(child) for child in self.children()}

    def end(self, sign):
        self.process.send_signal(sign)
        self.said += self.process.stdout.read()
        return self.process.wait(timeout=LAST_RESORT)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        self.process.stdout.close()


def children_of(process):
    """The processes that it started, the first one first."""
    pid = process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def status(url):
    with OPENER.open(url, timeout=LAST_RESORT) as answer:
        return answer.status


def group_members(group):
    """The processes of a group that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[2] == str(group) and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def run_to_its_end(var, port):
    with Demo(var, port) as demo:
        return demo.process.wait(timeout=LAST_RESORT), demo.said


def first_run(port):
    """(the folder it filled, what was seen of it): a dictionary that JSON can hold."""
    shared = own_folder().parent / "first-run"
    shared.mkdir(exist_ok=True)
    var, seen = shared / "var", shared / "seen.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not seen.exists():
            shutil.rmtree(var, ignore_errors=True)
            seen.write_text(json.dumps(looked_at(var, port)))
    return var, json.loads(seen.read_text())


def looked_at(var, port):
    """Start it on an empty folder, look, try a second one beside it, and end it by Ctrl-C."""
    with Demo(var, port) as demo:
        assert demo.process.poll() is None, demo.said
        addresses = re.findall(r"http://\S+", demo.said)
        statuses = [status(url) for url in addresses]
        second = run_to_its_end(var, port + 1)
        children, groups = len(demo.children()), sorted(demo.groups())
        code = demo.end(signal.SIGINT)
    return {
        "port": port,
        "addresses": addresses,
        "statuses": statuses,
        "second": second,
        "children": children,
        "groups": len(groups),
        "alive": [group_members(group) for group in groups],
        "free": is_free("127.0.0.1", port),
        "code": code,
        "said": demo.said,
    }


def begun(var, port):
    """A folder that a first run filled: a copy of its own."""
    made, _ = first_run(port)
    shutil.copytree(made, var, dirs_exist_ok=True, ignore=shutil.ignore_patterns("log", "*.pid", "*.lock"))
    # Its worker may have had the time to find that there is no network here, or none: no check would go out for long.
    with closing(sqlite3.connect(var / "db.sqlite3")) as database:
        database.execute(f"DELETE FROM {PanneReseau._meta.db_table}")
        database.commit()
    return var
