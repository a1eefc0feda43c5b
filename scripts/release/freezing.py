"""Makes the snapshot of the release in preparation: the demo content, lived in, as a database and its answers.

Runs in a folder of its own, on SQLite and the embedded index (see `scripts.release.__main__`).
"""

import base64
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from scripts.demo.prepare import quietly
from scripts.release import rows
from scripts.release.archive import Snapshot, to_freeze
from scripts.release.content import editing, links, outside
from scripts.release.observation import answers, holdings


def freeze() -> Snapshot:
    """The snapshot; nothing is written outside the folder of this run."""
    quietly("migrate", interactive=False, verbosity=0)
    quietly("load_demo")
    secrets = live()
    quietly("search_rebuild")
    held = holdings()
    connection.close()
    return {
        "release": to_freeze(),
        "frozen_at": timezone.now().isoformat(),
        "migrations": applied(),
        "tables": rows.read(Path(settings.DATABASES["default"]["NAME"])),
        "files": files(),
        "secrets": secrets,
        "observed": {**held, **answers(secrets)},
    }


def live() -> dict[str, str]:
    """Something in every table that a site in use would have filled; the secrets of its C.A.P."""
    now = timezone.now()
    quietly("search_rebuild")
    editor, reviewer = editing.people()
    editing.versions(editor, reviewer)
    editing.terms(reviewer)
    editing.search(editor)
    editing.keys(editor)
    links.checks(now)
    links.judged(reviewer, now)
    links.replaced(reviewer)
    links.reports(reviewer)
    secrets = outside.cap()
    outside.gaps()
    outside.journal()
    return secrets


def applied() -> list[tuple[str, str]]:
    """The migrations that this database has had, in their order."""
    return list(MigrationRecorder(connection).migration_qs.order_by("pk").values_list("app", "name"))


def files() -> dict[str, str]:
    """The files that editors have put in, without the sizes that are made of them."""
    root = Path(settings.MEDIA_ROOT)
    found = [path for folder in ("original_images", "documents") for path in (root / folder).rglob("*")]
    return {path.relative_to(root).as_posix(): base64.b64encode(path.read_bytes()).decode() for path in sorted(found)}
