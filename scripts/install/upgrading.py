"""`make upgrade` and `make rollback` where the service is installed: docs/operations.md.

A release is laid beside the one that serves, brought up with the service's own account and settings, and only then
takes its place; the one before stays. The tables only grow (`docs/releases.md`), so both can serve meanwhile.
"""

import argparse
import http.client
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess, run

from scripts.demo.console import DemoError, Step, exit_code, say
from scripts.demo.places import ROOT
from scripts.install import steps
from scripts.install.places import Places, own_environment
from scripts.install.releases import STAMP, Releases
from scripts.upgrade import Upgrade, UpgradeError, upgrade_checkout

UNITS = ("odd17-web", "odd17-worker", "odd17-beat")
RESTART = f"systemctl restart {' '.join(UNITS)}"
#: Where web listens (`deploy/systemd/odd17-web.socket`), and the seconds that it may take to answer.
HOST, PORT, PATIENCE = "127.0.0.1", 8000, 90.0

#: The steps yield to whoever is served meanwhile.
NICE = 5

#: Does this (`stop`, `restart`) with these units.
Control = Callable[[str, Sequence[str]], None]

CORRECT = "Corrigez ce qui est dit ci-dessus"
UNTOUCHED = "Rien n’a été changé, et le site sert toujours l’ancienne version."
UP_TO_DATE = "La base est à jour, et l’ancienne version la sert toujours."
AGAIN = "puis relancez « make upgrade » : ce qui est fait ne sera pas refait."
#: What to do when a step fails: {folder} is the backup that was made before.
ADVICE = {
    "Les dépendances": f"{UNTOUCHED} {CORRECT} (accès à Internet ou à votre miroir pip, place), {AGAIN}",
    "La vérification de la base": f"{UNTOUCHED} {CORRECT}, {AGAIN}",
    "La sauvegarde": f"{UNTOUCHED} {CORRECT} (place, droits, programme qui manque), {AGAIN}",
    "L’arrêt des tâches": f"{UNTOUCHED} Lisez « journalctl -u odd17-worker -n 50 », corrigez, {AGAIN}",
    "La migration": "Le site sert toujours l’ancienne version. Relancez « make upgrade » : une migration reprend où "
    "elle s’est arrêtée. Si elle échoue encore, l’ancienne version peut rester ; pour retrouver aussi la base "
    "d’avant : « systemctl stop odd17-web.socket odd17-web odd17-worker odd17-beat », « odd17-manage restore "
    "{folder} --force », puis « systemctl start odd17-web.socket odd17-web odd17-worker odd17-beat ».",
    "La restauration": "La base est comme avant, à moins qu’il ne soit dit autrement ci-dessus ; le site ne sert pas. "
    f"{CORRECT}, puis relancez la même commande, ou gardez la version d’aujourd’hui : « {RESTART} ».",
    "Les listes": f"{UP_TO_DATE} {CORRECT}, {AGAIN}",
    "Les fichiers statiques": f"{UP_TO_DATE} {CORRECT} (place, droits), {AGAIN}",
    "L’index": f"{UP_TO_DATE} Relancez « make upgrade » ; si l’index échoue encore, « odd17-manage search_state » dit "
    "pourquoi.",
    "Le redémarrage": "La base et l’index sont à jour, et la nouvelle version est en place. Lisez « journalctl -u "
    f"'odd17-*' -n 50 », corrigez, puis lancez « {RESTART} » ; ou revenez en arrière : « make rollback ».",
    "La réponse du site": "La nouvelle version est en place et ne répond pas. Revenez en arrière : « make rollback ». "
    "Puis lisez « journalctl -u 'odd17-*' -n 50 ».",
}
GO_BACK = "Pour revenir en arrière : « make rollback ». La sauvegarde d’avant est {folder}."
NO_WAY_BACK = (
    "La version d’avant ne peut pas servir cette base : {names} lui a retiré ce qu’elle lit. Rien n’a été changé. "
    "Pour revenir quand même, et perdre ce qui a été écrit depuis la sauvegarde : "
    "« make rollback ARGS='--restore {folder}' »."
)
NOTHING_BEFORE = "Il n’y a pas de version d’avant sur cette machine : rien n’a été changé."


def is_installed(places: Places) -> bool:
    """Whether the service stands on this machine, or below this folder; whoever asks may see no more than that."""
    return (places.code / STAMP).exists() or (places.releases / "history").exists()


class InstalledUpgrade(Upgrade):
    """The steps of one release. `control` stops or restarts units; None: as systemd does, where it runs."""

    advice = ADVICE

    def __init__(
        self,
        places: Places,
        *,
        backup: bool = True,
        control: Control | None = None,
        source: Path = ROOT,
    ) -> None:
        self.places, self.releases, self.source = places, Releases(places), source
        self.settings = own_environment(places)
        where = Path(self.settings.get("BACKUP_DIR") or places.backups)
        self.folder = where / f"avant-{datetime.now().astimezone():%Y-%m-%dT%H%M%S}" if backup else None
        self.control = control or self._systemctl
        self.release, self.port = places.code, PORT
        #: Whether the release that is to serve has an index of before, perhaps.
        self.served_before = False

    def __call__(self, *, environment: Path | None = None) -> None:
        """Take the service to the code that this is. Raises UpgradeError at the first step that fails."""
        self.releases.convert()
        with self._told("Les dépendances"):
            there = {path.name for path in self.releases.folder.iterdir()}
            self.release = self.releases.lay(source=self.source)
            self.served_before = self.release.name in there and self.release != self.releases.current
            self.releases.equip(self.release, given=environment)
        if self.release == self.releases.current:
            say(f"✓ {self.release.name} est déjà en place")
        self._step("La vérification de la base", self._manage("check", "--database", "default"))
        if self.folder is not None:
            self._step("La sauvegarde", self._manage("backup", str(self.folder)))
        with self._without_tasks():
            self._step("La migration", self._manage("migrate", "--no-input", "--skip-checks"))
            self._step("Les listes", ["python", "-m", "scripts.install.prepare", "--terms"])
            self._take_over()
        self.releases.tidy()
        if self.folder is not None and self.releases.before is not None:
            say(GO_BACK.format(folder=self.folder))

    def back(self, restored: Path | None = None) -> None:
        """Take the service to the release before, or to that and the data of a backup.

        Raises UpgradeError when it cannot serve this database.
        """
        before, current = self.releases.before, self.releases.current
        if before is None or current is None:
            raise UpgradeError(NOTHING_BEFORE)
        self.release = current
        if restored is None and (names := self._taken_since(before)):
            raise UpgradeError(NO_WAY_BACK.format(names=", ".join(names), folder=self._last_backup()))
        self.release, self.served_before = before, True
        with self._without_tasks():
            if restored is not None:
                # By its own code: that of today would bring it up again.
                self.folder = restored
                # Its socket too: systemd would start it again for the first who asks.
                self.control("stop", ("odd17-web.socket", UNITS[0]))
                self._step("La restauration", self._manage("restore", str(restored), "--force", "--yes"))
            self._take_over()

    def plan(self) -> list[str]:
        """The steps in words."""
        return [
            f"copier le code dans {self.places.releases}, avec ses dépendances",
            "vérifier la base, la sauvegarder, la migrer, et charger les listes",
            "préparer les fichiers statiques, et l’index s’il ne se lit plus",
            f"faire de {self.places.code} un lien vers ce code, puis redémarrer web, worker et beat",
        ]

    @contextmanager
    def _without_tasks(self) -> Iterator[None]:
        """Worker and beat are away for the length of the block: what they would write waits, as when they start again.

        A migration need not wait for them, and the new index lacks nothing that went to the old one.
        """
        with self._told("L’arrêt des tâches"), Step("L’arrêt des tâches"):
            self.control("stop", UNITS[1:])
        try:
            yield
        finally:
            with self._told("Le redémarrage"):
                self.control("restart", UNITS[1:])

    def _take_over(self) -> None:
        self._step("Les fichiers statiques", self._manage("collectstatic", "--no-input"), umask=0o022)
        if self._run(self._manage("search_state")).returncode:
            self._step("L’index", self._manage("search_rebuild", "--confirmer"))
        elif self.served_before:
            # Its own may have been left while the other release wrote another sort of index.
            self._step("L’index", self._manage("search_reconcile"))
        else:
            say("✓ L’index se lit tel qu’il est")
        steps.install_units(self.places, self.release)
        self.releases.switch(self.release)
        say(f"✓ {self.places.code} → {self.release.name}")
        with self._told("Le redémarrage"), Step("Le redémarrage"):
            self.control("restart", UNITS[:1])
        if self.control != self._systemctl or steps.runs_systemd():
            with self._told("La réponse du site"), Step("La réponse du site"):
                self._await_answer()

    def _taken_since(self, before: Path) -> list[str]:
        """Migrations of this database, by which the release before would stumble."""
        known = self._migrations(before)
        more = sorted(name for name, applied in self._migrations(self.release).items() if applied and name not in known)
        if not more:
            return []
        done = self._run(["python", "-m", "scripts.expanding", "--of", *more])
        if done.returncode:
            raise UpgradeError(f"Les migrations n’ont pas pu être lues ; rien n’a été changé.\n{done.stderr}")
        return done.stdout.split()

    def _migrations(self, release: Path) -> dict[str, bool]:
        """`app.name` of all that a release knows: whether it was applied."""
        self.release, kept = release, self.release
        try:
            done = self._run(self._manage("showmigrations", "--plan"))
        finally:
            self.release = kept
        if done.returncode:
            raise UpgradeError(f"La base de données ne répond pas ; rien n’a été changé.\n{done.stderr.strip()}")
        rows = [line.split() for line in done.stdout.splitlines() if line.startswith("[")]
        return {row[-1]: row[0] == "[X]" for row in rows}

    def _last_backup(self) -> str:
        folder = self.folder.parent if self.folder else self.places.backups
        return str(max(folder.glob("avant-*"), default="DOSSIER"))

    def _manage(self, *words: str) -> list[str]:
        return ["python", "manage.py", *words]

    def _run(self, command: Sequence[str], *, umask: int = 0o027) -> "CompletedProcess[str]":
        return steps.as_service(self.places, self.release, command, umask=umask, nice=NICE)

    def _systemctl(self, verb: str, units: Sequence[str]) -> None:
        for command in (["systemctl", "daemon-reload"], ["systemctl", verb, *units]):
            if self.places.is_trial or not steps.runs_systemd():
                say(f"  systemd ne tourne pas ici. Sur la machine elle-même : {' '.join(command)}")
                continue
            done = run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- fixed words
            if done.returncode:
                raise UpgradeError(f"« {' '.join(command)} » a échoué : {done.stderr.strip()}")

    def _await_answer(self) -> None:
        """Raises UpgradeError when web does not say, in time, that it lives."""
        host = self.settings.get("ALLOWED_HOSTS", HOST).split(",")[0]
        deadline = time.monotonic() + PATIENCE
        seen = "silence"
        while time.monotonic() < deadline:
            try:
                status = status_of(self.port, "/sante/", host=host, timeout=PATIENCE)
                if status == http.client.OK:
                    return
                seen = f"code {status}"
            except ConnectionRefusedError:
                return  # the socket was given another address
            except (OSError, http.client.HTTPException) as exc:
                seen = str(exc)
            time.sleep(0.5)
        raise UpgradeError(f"http://{HOST}:{self.port}/sante/ : {seen}")


def status_of(port: int, path: str, *, host: str, timeout: float) -> int:
    """What the site answers, as the proxy in front would see it. Raises OSError, HTTPException."""
    with closing(http.client.HTTPConnection(HOST, port, timeout=timeout)) as connection:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        with connection.getresponse() as answer:
            answer.read()
            return answer.status


def take_over(
    places: Places,
    *,
    back: bool,
    backup: bool,
    dry_run: bool,
    environment: Path | None = None,
    restored: Path | None = None,
) -> None:
    """What the two commands do where the service is installed. Raises DemoError and OSError."""
    if not places.is_trial and os.geteuid() != 0:
        raise UpgradeError(
            f"Le service installé dans {places.code} est à root : lancez sudo make "
            f"{'rollback' if back else 'upgrade'}. "
            "Pour ne mettre à jour que cette copie de travail : make upgrade ARGS=--here"
        )
    steps.check_machine(places)
    os.umask(0o022)
    upgrade = InstalledUpgrade(places, backup=backup)
    if dry_run:
        for number, line in enumerate(upgrade.plan(), start=1):
            say(f"  {number}. {line}")
        return
    with upgrade.releases.held():
        if back:
            upgrade.back(restored)
        else:
            upgrade(environment=environment)


def run_as_told(told: argparse.Namespace) -> None:
    """The installed service, or this checkout. Raises DemoError."""
    places = Places(told.root.resolve())
    if is_installed(places) and not told.here:
        take_over(
            places,
            back=told.back,
            backup=not told.no_backup,
            dry_run=told.dry_run,
            environment=told.environment and told.environment.absolute(),
            restored=told.restore and told.restore.absolute(),
        )
    elif told.back or told.dry_run:
        raise UpgradeError("Le service n’est pas installé sur cette machine : rien n’a été changé.")
    else:
        upgrade_checkout(told)


def main() -> int:
    """0, or 1 when a step failed."""
    parser = argparse.ArgumentParser(prog="make upgrade", description="Takes the service to this version.")
    parser.add_argument("--backups", type=Path, help="dossier de la sauvegarde d’avant, pour une copie de travail")
    parser.add_argument("--no-backup", action="store_true", help="reprendre après une sauvegarde déjà faite")
    parser.add_argument("--reload", help="commande du rechargement d’une copie de travail, à la place de systemctl")
    parser.add_argument("--here", action="store_true", help="cette copie de travail, même si le service est installé")
    parser.add_argument("--back", action="store_true", help="revenir à la version d’avant du service installé")
    parser.add_argument("--restore", type=Path, help="avec --back : reprendre aussi les données de cette sauvegarde")
    parser.add_argument("--dry-run", action="store_true", help="dire ce qui serait fait au service installé")
    parser.add_argument("--root", type=Path, default=Path("/"), help="le service est sous ce dossier : un essai")
    parser.add_argument("--environment", type=Path, help="un environnement qui est là : un essai")
    told = parser.parse_args()
    return exit_code(partial(run_as_told, told), DemoError, OSError)


if __name__ == "__main__":
    sys.exit(main())
