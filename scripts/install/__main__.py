"""`python -m scripts.install --name www.exemple.fr`: the service on one Debian machine, as docs/operations.md says.

What `make install` calls. Standard library only, since it runs before anything is installed. It may be run again at
any time: it goes on where it stopped, keeps settings and secrets, and leaves another version as it is.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scripts.demo.console import DemoError, exit_code, say
from scripts.install import steps
from scripts.install.places import Places
from scripts.install.releases import Releases

NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def domain(text: str) -> str:
    """A host name; raises what argparse tells as a mistake."""
    name = text.strip().lower().removeprefix("https://").rstrip("/")
    if not NAME.fullmatch(name):
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un nom de site ; par exemple www.exemple.fr")
    return name


class Installation:
    """The steps, in order."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.places = options, Places(options.root)
        self.releases = Releases(self.places)
        #: Where the code is; known once it is laid.
        self.release = self.places.code

    def lay(self) -> None:
        self.release = steps.lay_code(self.places)

    def plan(self) -> list[tuple[str, Callable[[], None]]]:
        """Each step with what it does in words."""
        places, options = self.places, self.options
        return [
            ("créer le compte système odd17", lambda: steps.make_account(places)),
            (
                f"créer {places.releases}, {places.settings.parent}, {places.state} et {places.backups}",
                lambda: steps.make_folders(places),
            ),
            (f"écrire {places.settings}, clé secrète comprise", lambda: steps.write_settings(places, options.name)),
            (f"copier le code dans {places.releases}", self.lay),
            ("installer les dépendances", lambda: self.releases.equip(self.release, given=options.environment)),
            (
                "préparer la base, les listes, l’index et les fichiers du site, puis contrôler les réglages",
                lambda: steps.prepare(places, self.release, plain_static=options.plain_static),
            ),
            (f"faire de {places.code} un lien vers ce code", lambda: self.releases.switch(self.release)),
            (f"écrire les services dans {places.units}", lambda: steps.install_units(places, self.release)),
            ("démarrer les services", lambda: steps.start(places)),
        ]


def conclude(places: Places) -> None:
    """What is left to the operator."""
    say("\n  Il reste :")
    say("    le premier compte       odd17-manage createsuperuser")
    say("    le contenu d’exemple    odd17-manage load_demo   (facultatif)")
    say(f"    le serveur de courriel  EMAIL_HOST dans {places.settings}")
    say("    le serveur en façade    deploy/nginx.conf ou deploy/Caddyfile (docs/operations.md)")


def tell_steps(installation: Installation) -> None:
    """Say what would be done."""
    for number, (title, _) in enumerate(installation.plan(), start=1):
        say(f"  {number}. {title}")


def install(installation: Installation) -> None:
    """Take every step, one installation at a time."""
    steps.check_machine(installation.places)
    with installation.releases.held():
        for _, step in installation.plan():
            step()
    conclude(installation.places)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.install", description="Installs the service.")
    parser.add_argument("--name", type=domain, help="the site's name; needed the first time")
    parser.add_argument("--root", type=Path, default=Path("/"), help="put all of it below this folder, for a trial")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--environment", type=Path, help="an environment that is there, instead of a new one")
    parser.add_argument("--plain-static", action="store_true", help="do not compress static files: for a trial")
    options = parser.parse_args(arguments)
    options.root = options.root.resolve()
    installation = Installation(options)
    os.umask(0o022)
    return exit_code(partial(tell_steps if options.dry_run else install, installation), DemoError, OSError)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
