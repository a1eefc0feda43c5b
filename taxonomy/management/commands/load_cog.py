"""Loads EPCI and communes from the official files."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from taxonomy.chargement import charger_territoires, releve_livre
from taxonomy.cog import ColonnesInconnues, Rejet, lire

REJETS_MONTRES = 20


class Command(BaseCommand):
    help = "Charge les intercommunalités et les communes depuis les fichiers CSV de l’Insee ou de la DGCL."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichiers", nargs="+", type=Path, help="v_commune_2026.csv, composition des EPCI…")

    def handle(self, *args: Any, **options: Any) -> None:
        releve = releve_livre()
        for fichier in options["fichiers"]:
            try:
                octets = fichier.read_bytes()
                premier_rejet = len(releve.rejets)
                lignes = lire(octets, releve)
            except OSError as exc:
                raise CommandError(f"{fichier} ne se lit pas : {exc.strerror}. Vérifiez son chemin.") from exc
            except ColonnesInconnues as exc:
                raise CommandError(f"{fichier.name} : {exc}") from exc
            self.stdout.write(f"{fichier.name} : {lignes} lignes lues.")
            self._montrer(fichier.name, releve.rejets[premier_rejet:])
        ecrits = charger_territoires(releve, self._avancer)
        if sys.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(", ".join(f"{niveau} : {nombre}" for niveau, nombre in ecrits.items()) + ".")
        if releve.ignorees:
            self.stdout.write(f"{releve.ignorees} lignes d’un autre type (arrondissements, communes déléguées…).")

    def _avancer(self, niveau: str, nombre: int) -> None:
        self.stderr.write(f"\r{niveau} : {nombre} écrits", ending="" if sys.stderr.isatty() else "\n")

    def _montrer(self, nom: str, rejets: list[Rejet]) -> None:
        for rejet in rejets[:REJETS_MONTRES]:
            self.stderr.write(f"{nom}, ligne {rejet.ligne}, ignorée : {rejet.raison}.")
        if len(rejets) > REJETS_MONTRES:
            self.stderr.write(f"{nom} : {len(rejets) - REJETS_MONTRES} autres lignes ignorées.")
