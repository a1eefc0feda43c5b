"""Django's `migrate`, which leaves alone a database that another version made."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from cms.foreign_migrations import refusal


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before the checks, one of which would say the same less plainly.
        if sentence := refusal(connections[options["database"]]):
            raise CommandError(sentence)
        return super().execute(*args, **options)
