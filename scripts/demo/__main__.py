"""`python -m scripts.demo`: prepares what is missing, then runs the web server and one worker until Ctrl-C.

What `make demo` calls. It stays as a small process of its own that watches both; when it ends, however it ends, so
do they. With `DATABASE_URL`, `REDIS_URL` and `ELASTICSEARCH_URL` set, the same command runs the cluster profile.
"""

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from scripts.demo import links, processes
from scripts.demo.console import DemoError, Step, complain, say
from scripts.demo.kinship import end_with_parent, tied_to_me
from scripts.demo.places import (
    EVERYWHERE,
    ROOT,
    WRONG_DATABASE,
    WRONG_SETTINGS,
    check_disk,
    check_port,
    check_writable,
    log_folder,
    name_for_passkeys,
    reachable_name,
    read_port,
    var_folder,
)

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Wish:
    """Whether the person still wants the demonstration: false once a signal asked to end it."""

    def __init__(self) -> None:
        self.given: signal.Signals | None = None
        for each in ENDINGS:
            signal.signal(each, self.note)

    def note(self, number: int, frame: FrameType | None) -> None:
        self.given = signal.Signals(number)

    def lasts(self) -> bool:
        return self.given is None


@contextmanager
def only_one(var: Path, url: str) -> Iterator[None]:
    """Hold the folder for this run; the kernel lets go of it whatever becomes of us."""
    with (var / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            lock.seek(0)
            raise DemoError(
                f"Une démonstration tourne déjà sur le dossier {var} : {lock.read().strip() or 'elle démarre'}. "
                "Arrêtez-la par Ctrl-C dans son terminal, ou donnez un autre dossier : make demo VAR_DIR=/un/dossier"
            ) from exc
        lock.truncate(0)
        lock.write(f"{url} (processus {os.getpid()})")
        lock.flush()
        yield


def prepare(environment: dict[str, str], wish: Wish) -> None:
    """Run the steps that need Django, in a process that gives its memory back."""
    command = [sys.executable, "-m", "scripts.demo.prepare"]
    # A group of its own: a signal reaches it through us, once.
    process = subprocess.Popen(command, cwd=ROOT, env=environment, process_group=0, preexec_fn=tied_to_me())  # noqa: S603 -- our own module
    while process.poll() is None:
        if not wish.lasts():
            process.terminate()
            process.wait()
            return
        time.sleep(0.05)
    if process.returncode == WRONG_DATABASE:
        sys.exit(1)
    if process.returncode == WRONG_SETTINGS:
        raise DemoError("Corrigez-la ou retirez-la ; le README dit ce que chacune permet.")
    if process.returncode:
        raise DemoError("La préparation n’est pas allée au bout. La même commande reprendra où il le faut.")


def introduce(url: str, var: Path) -> None:
    """The addresses, and how to log in."""
    password, shown = var / "admin-password", var / "admin-password-shown"
    say()
    say(f"  Le site            {url}/")
    say(f"  L’administration   {url}/admin/")
    if (named := name_for_passkeys(url)) != url:
        say(f"  … par clé d’accès  {named}/admin/")
    say(f"  L’API              {url}/api/v3/docs/")
    if (sample := var / "cap-exemple").exists():
        say(f"  Un C.A.P. 2030     {url}/cap/modifier/{sample.read_text().strip()}/")
    say()
    if password.exists() and not shown.exists():
        say(f"  Compte « admin », mot de passe : {password.read_text().strip()}")
        say(f"  (il n’est affiché qu’une fois, et gardé dans {password})")
        shown.touch()
    elif password.exists():
        say(f"  Compte « admin », mot de passe gardé dans {password}")
    else:
        say("  Mot de passe oublié : .venv/bin/python manage.py changepassword admin")
    shared, accounts = var / "comite-password", var / "comite-comptes"
    if shared.exists() and accounts.exists() and (rows := accounts.read_text(encoding="utf-8").splitlines()):
        say()
        say(f"  {len(rows)} comptes fictifs pour essayer chaque rôle, mot de passe gardé dans {shared} :")
        for row in rows:
            say(f"    {row}")
    say()
    say("  Ctrl-C pour tout arrêter.")


def serve(
    group: processes.Group, *, host: str, port: int, url: str, var: Path, wish: Wish, with_links: bool = False
) -> None:
    """Start both, wait for both, then watch until a signal ends it: a worker that dies is started again.

    Raises DemoError when another one dies, or the worker too often in a row.
    """
    own_url = f"http://127.0.0.1:{port}" if host in EVERYWHERE else f"http://{reachable_name(host)}:{port}"
    web = group.start("Le site", processes.web_command(host, port), log_name="web.log")
    worker = group.start("Le travail de fond", processes.worker_command(), log_name="worker.log")
    with Step("Démarrage du site et des tâches de fond"):
        group.wait_until(lambda: processes.answers(f"{own_url}/", web), "Le site", wanted=wish.lasts)
        group.wait_until(lambda: processes.is_listening(worker), "Le travail de fond", wanted=wish.lasts)
    report = None
    if wish.lasts():
        introduce(url, var)
        report = links.Report(group, url) if with_links else None
    while wish.lasts():
        if report is not None:
            report.tell()
        if (dead := group.dead()) is not None and not (dead is worker and group.revive(worker, wanted=wish.lasts)):
            raise DemoError(dead.obituary())
        time.sleep(0.2)


def run(host: str, port: int, var: Path, wish: Wish, *, with_links: bool = False) -> None:
    """The whole demonstration; returns when it was asked to end and nothing of it is left."""
    check_writable(ROOT)
    logs = log_folder(var)
    check_writable(var)
    check_disk(var)
    environment = processes.environment(host=host, port=port) | {"VAR_DIR": str(var)}
    url = environment["SITE_URL"].rstrip("/")
    with only_one(var, url):
        check_port(host, port)
        prepare(environment, wish)
        group = processes.Group(environment, logs)
        try:
            if with_links and wish.lasts():
                links.open_world(group, wanted=wish.lasts)
            if wish.lasts():
                serve(group, host=host, port=port, url=url, var=var, wish=wish, with_links=with_links)
        finally:
            group.end()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description="Le site et ses tâches de fond.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--links", action="store_true", help="with the partners' world, in a folder of its own")
    parser.add_argument("--tied", action="store_true", help="end when the process that started this one ends")
    options = parser.parse_args(arguments)
    wish = Wish()
    if options.tied:
        end_with_parent(os.getppid())
    try:
        var = var_folder() / links.FOLDER if options.links else var_folder()
        run(options.host, read_port(options.port), var, wish, with_links=options.links)
    except DemoError as exc:
        complain(str(exc))
        return 1
    if wish.given is not None:
        say("\nTout est arrêté ; le contenu est gardé.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
