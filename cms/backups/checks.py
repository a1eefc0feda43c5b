"""What `manage.py check --deploy` says of backups."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 -- Django's own name


@register(Tags.security, deploy=True)
def check_backups(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A site that nobody backs up, or whose backups have nowhere to go."""
    if not settings.BACKUP_DIR:
        return [
            Warning(
                "Nothing is backed up: BACKUP_DIR is not set.",
                hint="Set BACKUP_DIR to a folder on another disk: docs/operations.md.",
                id="odd17.W030",
            )
        ]
    folder = Path(settings.BACKUP_DIR)
    if folder.is_absolute() and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [
        Warning(
            f"BACKUP_DIR is {settings.BACKUP_DIR!r}, which is no folder that this account may write to.",
            hint="Make the folder, by its whole path, and give it to the site's account.",
            id="odd17.W031",
        )
    ]
