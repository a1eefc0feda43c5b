"""`search_explain "query"`: the plan, its tokens and expansions, and the scores of what comes first."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.http import QueryDict

from search.answers.explaining import Explication, explain
from search.engines import current_engine
from search.planning.understanding import WordForm


class Command(BaseCommand):
    help = "Dit comment une requête est comprise, ce qu’elle trouve et avec quels scores."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("requete", help="Ce que tape le visiteur.")
        parser.add_argument("--filtres", default="", help="Des paramètres d’adresse : territoire=dep-69&nature=guide.")
        parser.add_argument("--nombre", type=int, default=10, help="Combien de résultats montrer (10).")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = QueryDict(options["filtres"].lstrip("?&"), mutable=True)
        asked["q"] = options["requete"]
        engine = current_engine()
        found = explain(engine, asked, combien=max(1, min(options["nombre"], 100)))
        for line in _lines(found, engine.name):
            self.stdout.write(line)


def _lines(found: Explication, moteur: str) -> Iterator[str]:
    understood = found.comprehension
    yield f"Requête : « {found.planned.query.text} »"
    yield f"Jetons : {' · '.join(understood.jetons) or 'aucun'}"
    yield from (f"Remarque : {message}" for message in found.planned.messages)
    if understood.laisses:
        yield f"Laissés de côté : {', '.join(understood.laisses)}"
    for rang, formes in enumerate(understood.attendus, start=1):
        yield f"Doit contenir {rang} :"
        yield from (f"  {_forme(one)}" for one in formes)
    if understood.exclus:
        yield "Ne doit pas contenir :"
        yield from (f"  {_forme(one)}" for one in understood.exclus)
    for facette, values in found.planned.query.selection:
        yield f"Filtre : {facette.label} = {', '.join(values)}"
    if found.panne:
        yield f"Le moteur {moteur} ne répond pas : {found.panne}"
        return
    yield f"Résultats : {found.total} ({moteur})"
    yield from (f"  {hit.score:10.4f}  {hit.titre}  {hit.url}" for hit in found.hits)


def _forme(one: WordForm) -> str:
    exact = ", mot protégé" if one.exact else ""
    return f"{one.mots} [{one.jetons}] – {one.provenance}, poids {one.poids:g}{exact}"
