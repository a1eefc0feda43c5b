"""`search_state`: how each index stands, for a person or, with `--json`, for a program."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.index.monitoring import IndexStatus, suivis


class Command(BaseCommand):
    help = "Dit où en est chaque index de recherche ; code 1 si l’un d’eux ne peut pas répondre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Pour un programme : un objet JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = suivis()
        if options["json"]:
            self.stdout.write(json.dumps({one.cible.value: as_data(one) for one in found}, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(as_text(one))
        if any(one.probleme for one in found):
            raise SystemExit(1)


def as_data(one: IndexStatus) -> dict[str, Any]:
    """The same figures as the gauges of `/sante/mesures/`."""
    return {
        "moteur": one.moteur,
        "repond": not one.probleme,
        "etat": one.phrase,
        "documents": one.documents,
        "generation": one.generation,
        "en_attente": one.en_attente,
        "age_de_la_plus_ancienne": round(one.age, 1),
        "en_echec": one.en_echec,
        "reconstruit_le": one.etat.reconstruit_le.isoformat() if one.etat.reconstruit_le else None,
        "rapproche_le": one.etat.rapproche_le.isoformat() if one.etat.rapproche_le else None,
        "manquantes": one.etat.manquantes,
        "en_trop": one.etat.en_trop,
        "perimees": one.etat.perimees,
    }


def as_text(one: IndexStatus) -> str:
    documents = "nombre de pages inconnu" if one.documents is None else f"{one.documents} pages"
    waiting = f"{one.en_attente} mises à jour en attente"
    if one.en_attente:
        waiting += f" (la plus ancienne depuis {one.age:.0f} s)"
    return (
        f"{one.cible.label} ({one.moteur}) : {one.phrase}\n"
        f"  {documents} ; {waiting} ; {one.en_echec} en échec ; {one.etat.ecarts} écarts à la dernière comparaison."
    )
