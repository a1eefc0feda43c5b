"""Reads the territoires that ship with the project into a `Releve`: all of France, without a database.

`python -m scripts.territoires` makes the large file anew and says how it is laid out.
"""

import csv
import lzma
from pathlib import Path

from taxonomy.enums import Niveau
from taxonomy.loading.cog import SANS_EPCI, Releve
from taxonomy.models import slug_de_territoire

DONNEES = Path(__file__).resolve().parent.parent / "data"
FRANCE = DONNEES / "france_cog2026.tsv.xz"
AUTRES_NOMS = DONNEES / "autres_noms.tsv"


def releve_livre() -> Releve:
    """The régions, départements and collectivités d’outre-mer, with the names that people give them."""
    releve = Releve()
    with (DONNEES / "regions_departements_cog2026.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["niveau"] == Niveau.REGION:
                releve.regions[row["code"]] = row["nom"]
            elif row["niveau"] == Niveau.COLLECTIVITE_OM:
                releve.collectivites[row["code"]] = row["nom"]
            else:
                releve.departements[row["code"]] = (row["nom"], row["parent_code"])
    for line in AUTRES_NOMS.read_text(encoding="utf-8").splitlines():
        slug, _, nom = line.partition("\t")
        releve.autres_noms.setdefault(slug, []).append(nom)
    return releve


def releve_de_france(fichier: Path = FRANCE) -> Releve:
    """The same with all intercommunalités and communes, their postal codes, their people and their other names."""
    releve = releve_livre()
    with lzma.open(fichier, "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, code, nom, *rest = line.rstrip("\n").split("\t")
            slug = slug_de_territoire(kind, code)
            if kind == Niveau.COMMUNE:
                _commune(releve, code, nom, slug, rest)
            else:
                (releve.epci if kind == Niveau.EPCI else releve.ept)[code] = nom
                releve.population[slug] = int(rest[0])
    return releve


def _commune(releve: Releve, code: str, nom: str, slug: str, rest: list[str]) -> None:
    departement, epci, ept, population, codes_postaux, anciens_codes, autres_noms = rest
    releve.communes[code] = (nom, departement)
    releve.epci_de_commune[code] = epci or SANS_EPCI
    if ept:
        releve.ept_de_commune[code] = ept
    releve.population[slug] = int(population)
    releve.codes_postaux[slug] = codes_postaux.replace("|", " ")
    releve.anciens_codes[slug] = anciens_codes.replace("|", " ")
    if autres_noms:
        releve.autres_noms.setdefault(slug, []).extend(autres_noms.split("|"))
