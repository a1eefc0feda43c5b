"""A file of cases: queries with the titles that they must find and those that they must not.

The file is a JSON list of ``{"query": "…", "must": ["title", …], "must_not": ["title", …]}``; the two lists may be
left out. `read_cases` says what is wrong with a file, and in which row; `try_cases` runs the rows on a throwaway index.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search.contract.plan import QueryPlan
from search.planning.parsing import parse
from search.planning.understanding import WordForm, forme, jetons, touches, verdict
from search.temoins.throwaway import index_jetable, trouves

CLES = ("query", "must", "must_not")


@dataclass(frozen=True, slots=True)
class Cas:
    """One row of the file."""

    query: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Echec:
    """One row that fails: titles that should have been found, titles that should not."""

    rang: int
    cas: Cas
    manquants: tuple[str, ...]
    indus: tuple[str, ...]


class FichierIllisibleError(Exception):
    """The file is not a list of cases."""


def read_cases(texte: str) -> list[Cas]:
    """The cases of a file's text. Raises FichierIllisibleError."""
    try:
        rows = json.loads(texte)
    except json.JSONDecodeError as exc:
        place = f"erreur à la ligne {exc.lineno}, colonne {exc.colno}"
        raise FichierIllisibleError(f"Ce fichier n’est pas du JSON : {place}.") from exc
    except RecursionError as exc:
        raise FichierIllisibleError("Ce fichier imbrique trop de listes.") from exc
    if not isinstance(rows, list):
        raise FichierIllisibleError('Le fichier doit contenir une liste : [{"query": "…", "must": ["…"]}, …].')
    if not rows:
        raise FichierIllisibleError("Le fichier ne contient aucun cas.")
    return [_cas(row, rang) for rang, row in enumerate(rows, start=1)]


def _cas(row: Any, rang: int) -> Cas:
    if not isinstance(row, dict):
        raise FichierIllisibleError(f"Ligne {rang} : chaque cas est un objet avec « query », « must » et « must_not ».")
    unknown = sorted(str(key) for key in row if key not in CLES)
    if unknown:
        raise FichierIllisibleError(f"Ligne {rang} : clé inconnue « {unknown[0]} ». Clés permises : {', '.join(CLES)}.")
    query = row.get("query")
    if not isinstance(query, str) or not query.strip():
        raise FichierIllisibleError(f"Ligne {rang} : « query » doit être un texte qui n’est pas vide.")
    lists = [_titres(row.get(key), key, rang) for key in CLES[1:]]
    if not any(lists):
        raise FichierIllisibleError(f"Ligne {rang} : donnez au moins un titre dans « must » ou « must_not ».")
    both = sorted(set(lists[0]) & set(lists[1]))
    if both:
        raise FichierIllisibleError(f"Ligne {rang} : « {both[0]} » est à la fois dans « must » et dans « must_not ».")
    return Cas(query, *lists)


def _titres(found: Any, key: str, rang: int) -> tuple[str, ...]:
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise FichierIllisibleError(f"Ligne {rang} : « {key} » doit être une liste de titres qui ne sont pas vides.")
    return tuple(dict.fromkeys(found))


def try_cases(cas: Sequence[Cas], moteur: str) -> list[Echec]:
    """The cases that fail on an index of exactly their titles, with the shipped synonyms."""
    titres = list(dict.fromkeys(titre for one in cas for titre in (*one.must, *one.must_not)))
    numbers = {titre: number for number, titre in enumerate(titres, start=1)}
    failures = []
    with index_jetable(moteur, titres) as engine:
        for rang, one in enumerate(cas, start=1):
            found = trouves(engine, one.query, parse(one.query))
            missing = tuple(titre for titre in one.must if numbers[titre] not in found)
            undue = tuple(titre for titre in one.must_not if numbers[titre] in found)
            if missing or undue:
                failures.append(Echec(rang, one, missing, undue))
    return failures


def raisons(echec: Echec) -> list[str]:
    """Why a row fails, line by line: the tokens of the query, of each title, and what did not meet or should not."""
    plan = parse(echec.cas.query)
    lines = [f"Ligne {echec.rang} – requête « {echec.cas.query} »", f"  comprise ainsi : {_plan(plan)}"]
    for titre in echec.manquants:
        lines += [f"  NON TROUVÉ « {titre} »", f"    jetons du titre : {jetons(titre) or 'aucun'}"]
        lines.append(f"    {_pourquoi_absent(plan, titre)}")
    for titre in echec.indus:
        lines += [f"  TROUVÉ À TORT « {titre} »", f"    jetons du titre : {jetons(titre) or 'aucun'}"]
        lines.append(f"    {_pourquoi_present(plan, titre)}")
    return lines


def _pourquoi_absent(plan: QueryPlan, titre: str) -> str:
    found = verdict(plan, titre)
    if found.trouve:
        return "le moteur ne l’a pas trouvé alors que les jetons se rencontrent : l’analyse du moteur diffère"
    parts = [f"sans aucune de ces formes : {_formes(slot)}" for slot in found.manquants]
    parts += [f"exclu par : {one.mots}" for one in found.interdits]
    return " ; ".join(parts)


def _pourquoi_present(plan: QueryPlan, titre: str) -> str:
    if not verdict(plan, titre).trouve:
        return "le moteur l’a trouvé alors que les jetons ne se rencontrent pas : l’analyse du moteur diffère"
    held = touches(plan, titre)
    return f"se rencontrent : {_formes(held)}" if held else "la requête ne demande aucun mot : elle trouve tout"


def _plan(plan: QueryPlan) -> str:
    asked = [f"({_formes([forme(one) for one in slot.alternatives])})" for slot in plan.slots]
    without = [f"SANS {_formes([forme(one)])}" for one in plan.excluded]
    return " ".join([" ET ".join(asked), *without]).strip() or "aucun mot"


def _formes(formes: Sequence[WordForm]) -> str:
    return " OU ".join(f"{one.mots} [{one.jetons}{', exact' if one.exact else ''}]" for one in formes)
