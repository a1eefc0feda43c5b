"""Lets somebody in who has lost every second factor, where no other administrator could."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from acces.second_factor.factors import remove_all


class Command(BaseCommand):
    help = "Retire le second facteur et les codes de secours d’un compte : le mot de passe suffit alors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("compte", help="son identifiant")

    def handle(self, *args: Any, compte: str, **options: Any) -> None:
        user = User.objects.filter(username=compte).first()
        if user is None:
            raise CommandError(f"Aucun compte n’a l’identifiant « {compte} ».")
        count = remove_all(user)
        self.stdout.write("Il n’y en avait pas." if not count else f"Retiré : {count}. Le mot de passe suffit.")
