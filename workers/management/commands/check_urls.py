"""Check addresses from standard input without a database: one JSON line each, progress on standard error."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workers.links.listing import add_options, check_list


class Command(BaseCommand):
    help = "Vérifie les adresses lues sur l’entrée standard, sans base de données."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)

    def handle(self, **options: Any) -> None:
        code = check_list(options)
        if code:
            sys.exit(code)
