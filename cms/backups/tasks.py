"""The task of each night."""

from celery import shared_task

from cms.backups import nightly


@shared_task(name="backups.nightly")
def write_nightly() -> None:
    """Write the backup of this night, where BACKUP_DIR names a folder. Raises BackupError: it stands in the log."""
    nightly.write_nightly()
