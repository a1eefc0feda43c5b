"""`python -m scripts.install.prepare`: tables, terms, groups, words, static files, index, checks.

Runs as the service's account, with its settings. Each step does nothing where there is nothing left to do; no content
is loaded, and no account made: those are the operator's.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from scripts.demo.console import DemoError, Step, complain, say
from scripts.demo.places import ROOT, WRONG_SETTINGS
from scripts.demo.prepare import (
    build_index,
    check_redis,
    collect_static,
    follow_address,
    guarded,
    migrate,
    quietly,
)
from scripts.demo.stamps import Stamps, files_under, fingerprint


def load_terms(stamps: Stamps) -> None:
    """The terms, groups and words that ship, again when they changed; what editors renamed keeps its name."""
    state = fingerprint(files_under(ROOT / "taxonomy/data", ROOT / "search/data"), root=ROOT)
    if stamps.says("terms", state):
        return
    stamps.forget("terms")
    with Step("Chargement des territoires, des listes et des groupes", hint="moins d’une minute"):
        for name in ("load_termes", "load_groupes", "load_lexique"):
            quietly(name)
    stamps.write("terms", state)


def collect(stamps: Stamps, *, plain: bool) -> None:
    """The static files, hashed and compressed, where the proxy can read them; uncompressed for a trial."""
    if plain:
        collect_static(stamps)
        return
    state = fingerprint([*files_under(*map(Path, settings.STATICFILES_DIRS)), ROOT / "requirements.txt"], root=ROOT)
    if stamps.says("compressed", state):
        return
    stamps.forget("compressed")
    before = os.umask(0o022)
    Path(settings.STATIC_ROOT).chmod(0o755)
    try:
        with Step("Préparation des feuilles de style et des images", hint="une à deux minutes"):
            quietly("collectstatic", interactive=False, verbosity=1)
    finally:
        os.umask(before)
    stamps.write("compressed", state)


def check() -> None:
    """What `check --deploy` has to say; raises DemoError for what must not go public."""
    with Step("Contrôle des réglages"):
        try:
            call_command("check", deploy=True, databases=["default"], stdout=sys.stdout, stderr=sys.stdout)
        except SystemCheckError as exc:
            raise DemoError(
                f"Des réglages ne conviennent pas : corrigez-les dans odd17.env, puis relancez.\n{exc}"
            ) from exc


def prepare(*, plain: bool, terms: bool) -> None:
    """All of it; `terms`: these alone, for an upgrade, whose other steps are commands."""
    stamps = Stamps(Path(settings.VAR_DIR) / "stamps", of=str(settings.DATABASE_URL))
    if terms:
        load_terms(stamps)
        return
    check_redis()
    if not migrate():
        say("✓ Base de données à jour")
    load_terms(stamps)
    follow_address()
    build_index(
        Stamps(stamps.folder, of=f"{settings.DATABASE_URL} {settings.ELASTICSEARCH_URL}"), content_changed=False
    )
    collect(Stamps(stamps.folder, of="static"), plain=plain)
    check()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.install.prepare", description="Prepares the service.")
    parser.add_argument("--plain-static", action="store_true", help="do not compress static files: for a trial")
    parser.add_argument("--terms", action="store_true", help="the terms, groups and words that ship, and nothing else")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    os.environ["LOG_LEVEL"] = "ERROR"
    os.umask(0o027)
    try:
        django.setup()
    except ImproperlyConfigured as exc:
        complain(f"Un réglage ne convient pas : {exc}")
        return WRONG_SETTINGS
    return guarded(partial(prepare, plain=options.plain_static, terms=options.terms))


if __name__ == "__main__":
    sys.exit(main())
