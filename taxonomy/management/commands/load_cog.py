"""Loads EPCI and communes from the official files."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from taxonomy.loading.cog import ColonnesInconnues, Rejet, read_file
from taxonomy.loading.france import releve_de_france, releve_livre
from taxonomy.loading.sheets import FichierIllisible
from taxonomy.loading.terms import load_territoires

REJETS_MONTRES = 20


class Command(BaseCommand):
    help = (
        "Charge les intercommunalités et les communes depuis les fichiers CSV ou XLSX de l’Insee ou de la DGCL ; "
        "sans fichier, ceux qui sont livrés remplacent ce qui a changé."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichiers", nargs="*", type=Path, help="v_commune_2026.csv, composition des EPCI…")

    def handle(self, *args: Any, **options: Any) -> None:
        releve = releve_livre() if options["fichiers"] else releve_de_france()
        for fichier in options["fichiers"]:
            try:
                octets = fichier.read_bytes()
                premier_rejet = len(releve.rejets)
                lignes = read_file(octets, releve, fichier.name)
            except OSError as exc:
                raise CommandError(f"{fichier} {_raison(exc)}. Vérifiez son chemin.") from exc
            except (ColonnesInconnues, FichierIllisible) as exc:
                raise CommandError(f"{fichier.name} : {exc}") from exc
            self.stdout.write(f"{fichier.name} : {lignes} ligne{'s' if lignes > 1 else ''} de données.")
            self._show(releve.rejets[premier_rejet:])
        lus = len(releve.rejets)
        ecrits = load_territoires(releve, self._progress)
        if sys.stderr.isatty():
            self.stderr.write("")
        self._show(releve.rejets[lus:])
        self.stdout.write(", ".join(f"{niveau} : {nombre}" for niveau, nombre in ecrits.items()) + ".")
        if releve.ignorees:
            self.stdout.write(f"{releve.ignorees} lignes d’un autre type (arrondissements, communes déléguées…).")

    def _progress(self, niveau: str, nombre: int) -> None:
        self.stderr.write(
            f"\r{niveau} : {nombre} ligne{'s' if nombre > 1 else ''} en place",
            ending="" if sys.stderr.isatty() else "\n",
        )

    def _show(self, rejets: list[Rejet]) -> None:
        for rejet in rejets[:REJETS_MONTRES]:
            self.stderr.write(f"{rejet.fichier}, ligne {rejet.ligne}, ignorée : {rejet.raison}.")
        if len(rejets) > REJETS_MONTRES:
            self.stderr.write(f"… et {len(rejets) - REJETS_MONTRES} de plus.")


def _raison(exc: OSError) -> str:
    if isinstance(exc, FileNotFoundError):
        return "n’existe pas"
    return "est un dossier" if isinstance(exc, IsADirectoryError) else "ne se lit pas"
