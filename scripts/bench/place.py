"""A folder of its own for the measures: database, index and files that no other run touches."""

import io
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "BENCH_VAR_DIR"
HOST = "127.0.0.1"
#: Whatever is exported, measures are taken with the settings that a fresh clone has.
CLEARED = ("DEBUG", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "REDIS_URL", "DATABASE_URL", "ELASTICSEARCH_URL")

#: Limits that a measure must not meet.
RATES = ("API_RATE", "SITE_RATE", "PASSWORD_RATE")


@contextmanager
def own_folder(**variables: str) -> Iterator[Path]:
    """Settings are read from here on with this folder and these variables; a temporary one is removed at the end."""
    kept = os.environ.get(VARIABLE)
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="odd17-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    for name in CLEARED:
        os.environ.pop(name, None)
    os.environ |= {
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "LOG_LEVEL": "ERROR",
        **dict.fromkeys(RATES, "0"),
    }
    os.environ |= variables
    try:
        yield folder
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def prepare() -> None:
    """Django, tables, and the demo content."""
    import django  # the environment must be set before the settings are read

    django.setup()
    command("migrate")
    command("load_demo")


def grow(resources: int, seed: int) -> int:
    """Bring the corpus to that size; returns how many pages visitors may find in all."""
    from django.utils import timezone  # as in `prepare`

    from search.documents.visibility import indexable_pages

    if resources:
        command("make_corpus", ressources=resources, seed=seed)
    return indexable_pages(timezone.localdate()).count()


def command(name: str, **options: object) -> str:
    """Run a management command quietly; returns what it said."""
    from django.core.management import call_command  # as in `prepare`

    said = io.StringIO()
    call_command(name, stdout=said, stderr=said, **options)
    return said.getvalue()
