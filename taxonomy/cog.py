"""Reads the official files of territories, as Insee and the DGCL publish them, into plain rows. No database here.

Layouts are recognised by their columns, so that files may come in any order and under any name:
* Insee, Code officiel géographique: `v_region`, `v_departement`, `v_commune`, `v_comer` and `v_commune_comer`;
* Insee, intercommunalités, sheet « Composition_communale » saved as CSV (`CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG`);
* DGCL/Banatic, composition des EPCI (`siren;raison_sociale;…;insee;nom_membre;dept`).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from taxonomy.enums import Niveau

CODES = {
    Niveau.REGION: re.compile(r"\d{2}"),
    Niveau.COLLECTIVITE_OM: re.compile(r"9[78]\d"),
    Niveau.DEPARTEMENT: re.compile(r"\d{2}|2[AB]|97\d"),
    Niveau.EPCI: re.compile(r"\d{9}"),
    Niveau.COMMUNE: re.compile(r"(?:\d{2}|2[AB])\d{3}"),
}
SANS_EPCI = "ZZZZZZZZZ"


class ColonnesInconnues(ValueError):  # noqa: N818  the name says it in the domain’s language
    """The file's header matches none of the known layouts; the message names what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Rejet:
    """A line that was skipped, and why."""

    ligne: int
    raison: str


@dataclass
class Releve:
    """Everything read from the files, by official code."""

    regions: dict[str, str] = field(default_factory=dict)
    collectivites: dict[str, str] = field(default_factory=dict)
    departements: dict[str, tuple[str, str]] = field(default_factory=dict)
    epci: dict[str, str] = field(default_factory=dict)
    communes: dict[str, tuple[str, str]] = field(default_factory=dict)
    epci_de_commune: dict[str, str] = field(default_factory=dict)
    rejets: list[Rejet] = field(default_factory=list)
    ignorees: int = 0

    def departement_de_l_epci(self) -> dict[str, str]:
        """For each EPCI the département of most of its communes (the smallest code on a tie)."""
        votes: dict[str, Counter[str]] = {}
        for commune, siren in self.epci_de_commune.items():
            if commune in self.communes:
                votes.setdefault(siren, Counter())[self.communes[commune][1]] += 1
        return {siren: min(count, key=lambda dep: (-count[dep], dep)) for siren, count in votes.items()}


Ligne = Mapping[str, str]


def texte_de(octets: bytes) -> str:
    """The file's text, whether UTF-8 (with or without BOM) or the Windows encoding of spreadsheets."""
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def lire(octets: bytes, releve: Releve) -> int:
    """Add one file to `releve`; returns how many lines it has. Raises ColonnesInconnues on an unknown layout."""
    texte = texte_de(octets)
    entete = texte.split("\n", 1)[0]
    separateur = max(";,\t", key=entete.count)
    lecteur = csv.reader(io.StringIO(texte), delimiter=separateur)
    colonnes = [colonne.strip().strip("\ufeff").upper() for colonne in next(lecteur, [])]
    ranger = _disposition(colonnes)
    lignes = 0
    for lignes, cellules in enumerate(_avec_numero(lecteur), start=1):  # noqa: B007  the last value is the count
        numero, valeurs = cellules
        if len(valeurs) != len(colonnes):
            releve.rejets.append(Rejet(numero, f"{len(valeurs)} colonnes au lieu de {len(colonnes)}"))
            continue
        ligne = dict(zip(colonnes, (valeur.strip() for valeur in valeurs), strict=True))
        raison = ranger(releve, ligne)
        if raison:
            releve.rejets.append(Rejet(numero, raison))
    return lignes


def _avec_numero(lecteur: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for numero, cellules in enumerate(lecteur, start=2):
        if any(cellule.strip() for cellule in cellules):
            yield numero, cellules


def _refus(niveau: Niveau, code: str, nom: str) -> str:
    if not CODES[niveau].fullmatch(code):
        return f"« {code} » n’est pas un code de {niveau.label.lower()}"
    if not nom:
        return f"le nom manque pour le code {code}"
    return ""


def _region(releve: Releve, ligne: Ligne) -> str:
    refus = _refus(Niveau.REGION, ligne["REG"], ligne["LIBELLE"])
    if not refus:
        releve.regions[ligne["REG"]] = ligne["LIBELLE"]
    return refus


def _departement(releve: Releve, ligne: Ligne) -> str:
    refus = _refus(Niveau.DEPARTEMENT, ligne["DEP"], ligne["LIBELLE"])
    if not refus:
        releve.departements[ligne["DEP"]] = (ligne["LIBELLE"], ligne["REG"])
    return refus


def _collectivite(releve: Releve, ligne: Ligne) -> str:
    refus = _refus(Niveau.COLLECTIVITE_OM, ligne["COMER"], ligne["LIBELLE"])
    if not refus:
        releve.collectivites[ligne["COMER"]] = ligne["LIBELLE"]
    return refus


def _commune(releve: Releve, ligne: Ligne) -> str:
    if ligne["TYPECOM"] != "COM":
        releve.ignorees += 1
        return ""
    refus = _refus(Niveau.COMMUNE, ligne["COM"], ligne["LIBELLE"])
    if refus:
        return refus
    if not CODES[Niveau.DEPARTEMENT].fullmatch(ligne["DEP"]):
        return f"« {ligne['DEP']} » n’est pas un code de département"
    releve.communes[ligne["COM"]] = (ligne["LIBELLE"], ligne["DEP"])
    return ""


def _commune_om(releve: Releve, ligne: Ligne) -> str:
    refus = _refus(Niveau.COMMUNE, ligne["COM_COMER"], ligne["LIBELLE"])
    if not refus:
        releve.communes[ligne["COM_COMER"]] = (ligne["LIBELLE"], ligne["COMER"])
    return refus


def _composition(
    siren: str, nom: str, commune: str, nom_commune: str, departement: str
) -> Callable[[Releve, Ligne], str]:
    """A reader of « which commune is in which EPCI », for a layout that gives these names to its columns."""

    def ranger(releve: Releve, ligne: Ligne) -> str:
        refus = _refus(Niveau.COMMUNE, ligne[commune], ligne[nom_commune])
        if refus:
            return refus
        if CODES[Niveau.DEPARTEMENT].fullmatch(ligne[departement]):
            releve.communes.setdefault(ligne[commune], (ligne[nom_commune], ligne[departement]))
        if ligne[siren] == SANS_EPCI:
            return ""
        refus = _refus(Niveau.EPCI, ligne[siren], ligne[nom])
        if not refus:
            releve.epci[ligne[siren]] = ligne[nom]
            releve.epci_de_commune[ligne[commune]] = ligne[siren]
        return refus

    return ranger


DISPOSITIONS: list[tuple[frozenset[str], Callable[[Releve, Ligne], str]]] = [
    (frozenset({"TYPECOM", "COM", "DEP", "LIBELLE"}), _commune),
    (frozenset({"COM_COMER", "COMER", "LIBELLE"}), _commune_om),
    (
        frozenset({"CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP"}),
        _composition("EPCI", "LIBEPCI", "CODGEO", "LIBGEO", "DEP"),
    ),
    (
        frozenset({"SIREN", "RAISON_SOCIALE", "INSEE", "NOM_MEMBRE", "DEPT"}),
        _composition("SIREN", "RAISON_SOCIALE", "INSEE", "NOM_MEMBRE", "DEPT"),
    ),
    (frozenset({"DEP", "REG", "LIBELLE"}), _departement),
    (frozenset({"REG", "LIBELLE"}), _region),
    (frozenset({"COMER", "LIBELLE"}), _collectivite),
]


def _disposition(colonnes: list[str]) -> Callable[[Releve, Ligne], str]:
    for attendues, ranger in DISPOSITIONS:
        if attendues <= set(colonnes):
            return ranger
    connues = " ; ".join(", ".join(sorted(attendues)) for attendues, _ in DISPOSITIONS)
    raise ColonnesInconnues(
        f"Ligne 1 : colonnes inconnues ({', '.join(colonnes[:12]) or 'fichier vide'}). "
        f"Colonnes attendues, selon le fichier : {connues}."
    )
