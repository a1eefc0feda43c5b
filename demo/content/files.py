"""Reads the demo content: TOML files, merged by kind, and the sample of communes. No database here."""

import tomllib
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).resolve().parent.parent / "data"
Fiche = dict[str, Any]


def read_content(dossier: Path = DOSSIER) -> dict[str, list[Fiche]]:
    """Every table of every file, by kind (`ressource`, `exemple`, `boite` …), in the order of files and lines."""
    contenu: dict[str, list[Fiche]] = {}
    for fichier in sorted(dossier.glob("*.toml")):
        with fichier.open("rb") as file:
            for genre, fiches in tomllib.load(file).items():
                contenu.setdefault(genre, []).extend(fiches if isinstance(fiches, list) else [fiches])
    return contenu


def communes_et_epci(dossier: Path = DOSSIER) -> bytes:
    """A few large communes with their EPCI, in Insee's layout (source: Insee, COG)."""
    return (dossier / "communes_et_epci.csv").read_bytes()


def pages_citees(fiche: Fiche) -> bool:
    """Whether the fiche puts other pages forward, which must then exist before it is written."""
    return any(bloc["type"] == "ressources" for bloc in [*fiche.get("corps", ()), *fiche.get("resultats", ())])
