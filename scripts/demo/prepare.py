"""`python -m scripts.demo.prepare`: database, content, index, static files and administrator, each only if needed.

A process of its own: it loads all of Django, which the one that stays to watch the servers must not keep in memory.
It talks to whatever database and search engine the settings choose, so the same steps prepare the cluster profile.
"""

import io
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import override_settings

from cms.foreign_migrations import refusal
from scripts.demo.console import DemoError, Step, complain
from scripts.demo.places import ROOT, WRONG_DATABASE, WRONG_SETTINGS
from scripts.demo.stamps import Stamps, files_under, fingerprint

LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0"}  # noqa: S104 -- compared with, never listened on
ADMIN = "admin"
#: What the demo content is made of.
CONTENT = (ROOT / "demo/content", ROOT / "demo/data", ROOT / "taxonomy/data")


class WrongDatabaseError(DemoError):
    """The database is that of another version."""


def quietly(name: str, **options: object) -> None:
    """Run a management command; what it says is told only if it fails."""
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            call_command(name, stdout=said, stderr=said, **options)
    except Exception as exc:
        last = "\n".join(f"  {line}" for line in said.getvalue().splitlines()[-15:])
        raise DemoError(f"« manage.py {name} » a échoué : {exc}\n{last}") from exc


def check_code() -> None:
    """Raises DemoError with what a change of the code has forgotten, as `manage.py check` says it."""
    quietly("check")


def pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> bool:
    """Bring the tables in step; True when there was something to do. A broken-off run goes on where it stopped.

    Raises WrongDatabaseError before anything is written to a database of another version.
    """
    try:
        if sentence := refusal(connection):
            raise WrongDatabaseError(sentence)
        if not pending_migrations():
            return False
    except DatabaseError as exc:
        raise DemoError(f"La base de données ne répond pas : vérifiez DATABASE_URL. ({type(exc).__name__})") from exc
    with Step("Création de la base de données"):
        quietly("migrate", interactive=False, verbosity=1)
    return True


def load_content(stamps: Stamps) -> bool:
    """Load the demo content unless this very content was loaded to the end; True when it was loaded."""
    from pages.models import Accueil  # models can only be imported once Django is set up

    state = fingerprint(files_under(*CONTENT), root=ROOT)
    if stamps.says("content", state) and Accueil.objects.exists():
        return False
    stamps.forget("content")
    with Step("Chargement du contenu de démonstration", hint="moins d’une minute"):
        quietly("load_demo")
    stamps.write("content", state)
    return True


def build_index(stamps: Stamps, *, content_changed: bool) -> None:
    """Build the search index unless this content was indexed, to the end, by this very code."""
    from search.engines import current_engine  # it reads models, which need Django set up

    state = fingerprint(files_under(ROOT / "search"), root=ROOT)
    if stamps.says("index", state) and not content_changed and not current_engine().state():
        return
    stamps.forget("index")
    with Step("Construction de l’index de recherche"):
        quietly("search_rebuild")
    stamps.write("index", state)


def collect_static(stamps: Stamps) -> None:
    """Gather style sheets, scripts and images, again when one of ours or a package changed."""
    ours = [Path(folder) for folder in settings.STATICFILES_DIRS]
    state = fingerprint([*files_under(*ours), ROOT / "requirements.txt"], root=ROOT)
    if stamps.says("static", state) and Path(settings.STATIC_ROOT).is_dir():
        return
    stamps.forget("static")
    # Same names as in production, without compressing: that takes five times longer and gains nothing on one machine.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with (
        Step("Préparation des feuilles de style et des images"),
        override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}),
    ):
        quietly("collectstatic", interactive=False, verbosity=1, clear=True)
    stamps.write("static", state)


def create_administrator(kept_in: Path) -> None:
    """The account `admin`, once, with a password of its own that only this machine's user can read."""
    from django.contrib.auth import get_user_model  # models can only be imported once Django is set up

    users = get_user_model()._default_manager
    if users.filter(username=ADMIN).exists():
        return
    password = secrets.token_urlsafe(12)
    # Kept before it is used: a run that breaks off here makes a new one.
    keep_secret(kept_in, password)
    kept_in.with_name("admin-password-shown").unlink(missing_ok=True)
    with Step("Création du compte administrateur"):
        users.create_superuser(username=ADMIN, email="", password=password)


def create_people(kept_in: Path, listed_in: Path) -> None:
    """Two fictitious accounts for each fictitious member, once, with one password; their list is kept beside it."""
    from demo.content.people import load_people, people, people_are_missing  # models can only be imported now

    if people_are_missing():
        password = secrets.token_urlsafe(9)
        # Kept before it is used, as that of the administrator.
        keep_secret(kept_in, password)
        with Step("Création des comptes fictifs"):
            load_people(password=password)
    rows = [f"{one.username} · {one.member} · {', '.join(one.roles)}" for one in people()]
    listed_in.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def keep_secret(kept_in: Path, secret: str) -> None:
    """Write it where only this machine's user can read it."""
    descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(f"{secret}\n")


def create_sample_cap(kept_in: Path) -> None:
    """A C.A.P. to look at, unless the one whose secret is kept is still there."""
    from cap import editing  # models can only be imported once Django is set up
    from demo.content.sample_cap import create_sample

    try:
        editing.cap_to_edit(kept_in.read_text().strip())
    except (OSError, editing.CapInconnuError):
        with Step("Création d’un C.A.P. d’exemple"):
            keep_secret(kept_in, create_sample())


def follow_address() -> None:
    """Give the site the host and port of this run; one that was given a name of its own keeps it."""
    from wagtail.models import Site  # models can only be imported once Django is set up

    parts = urlsplit(settings.SITE_URL)
    hostname, port = parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)
    for site in Site.objects.filter(is_default_site=True, hostname__in=LOOPBACK):
        if (site.hostname, site.port) != (hostname, port):
            site.hostname, site.port = hostname, port
            site.save()


def check_redis() -> None:
    """Raises DemoError unless the broker that the settings name answers; nothing to ask on one machine."""
    if not settings.REDIS_URL:
        return
    from redis import Redis, RedisError  # nothing of it is needed on one machine

    try:
        Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5, socket_timeout=5).ping()
    except RedisError as exc:
        raise DemoError(f"Redis ne répond pas : vérifiez REDIS_URL, ou démarrez-le. ({type(exc).__name__})") from exc


def prepare() -> None:
    """Everything between an installed environment and a site that can be served."""
    check_code()
    check_redis()
    var = Path(settings.VAR_DIR)
    database = Stamps(var / "stamps", of=str(settings.DATABASE_URL))
    index = Stamps(var / "stamps", of=f"{settings.DATABASE_URL} {settings.ELASTICSEARCH_URL}")
    if migrate():
        database.forget("content")
    content_changed = load_content(database)
    follow_address()
    build_index(index, content_changed=content_changed)
    collect_static(Stamps(var / "stamps", of="static"))
    create_administrator(var / "admin-password")
    create_people(var / "comite-password", var / "comite-comptes")
    create_sample_cap(var / "cap-exemple")


def guarded(step: Callable[[], None]) -> int:
    """The exit code of `step`; a problem is told in a sentence."""
    try:
        step()
    except DemoError as exc:
        complain(str(exc))
        return WRONG_DATABASE if isinstance(exc, WrongDatabaseError) else 1
    except KeyboardInterrupt:
        return 130
    return 0


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    # The steps are what a person reads; a failure tells its own log.
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    try:
        django.setup()
    except ImproperlyConfigured as exc:
        complain(f"Une variable d’environnement ne convient pas : {exc}")
        return WRONG_SETTINGS
    return guarded(prepare)


if __name__ == "__main__":
    sys.exit(main())
