"""Reads the official files of territories, as Insee and the DGCL publish them, into plain rows. No database here.

Layouts are recognised by their columns, so that files may come in any order and under any name:
* Insee, Code officiel géographique: `v_region`, `v_departement`, `v_commune`, `v_comer` and `v_commune_comer`;
* Insee, intercommunalités, sheet « Composition_communale » (`CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG`);
* DGCL/Banatic, composition des EPCI (`siren;raison_sociale;…;insee;nom_membre;dept`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from taxonomy.enums import Niveau
from taxonomy.loading.sheets import TITRES_AU_PLUS, Rangee, sheets_of

CODES = {
    Niveau.REGION: re.compile(r"[0-9]{2}"),
    Niveau.COLLECTIVITE_OM: re.compile(r"9[78][0-9]"),
    Niveau.DEPARTEMENT: re.compile(r"[0-9]{2}|2[AB]|97[0-9]"),
    Niveau.EPCI: re.compile(r"[0-9]{9}"),
    Niveau.COMMUNE: re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}"),
}
_DE = {
    Niveau.REGION: "de région",
    Niveau.COLLECTIVITE_OM: "de collectivité d’outre-mer",
    Niveau.DEPARTEMENT: "de département",
    Niveau.EPCI: "d’intercommunalité",
    Niveau.COMMUNE: "de commune",
}
SANS_EPCI = "ZZZZZZZZZ"
NOM_AU_PLUS = 200
_ILLISIBLE = re.compile(r"[\x00-\x1f\x7f]")


class ColonnesInconnues(ValueError):  # noqa: N818  the name says it in the domain’s language
    """The file's header matches none of the known layouts; the message names what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Rejet:
    """A line that was skipped, and why."""

    ligne: int
    raison: str
    fichier: str = ""


@dataclass
class Releve:
    """Everything read from the files, by official code."""

    regions: dict[str, str] = field(default_factory=dict)
    collectivites: dict[str, str] = field(default_factory=dict)
    departements: dict[str, tuple[str, str]] = field(default_factory=dict)
    epci: dict[str, str] = field(default_factory=dict)
    communes: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: `SANS_EPCI` for a commune that is known to be in none.
    epci_de_commune: dict[str, str] = field(default_factory=dict)
    ept: dict[str, str] = field(default_factory=dict)
    ept_de_commune: dict[str, str] = field(default_factory=dict)
    #: These four by slug; codes are separated by spaces.
    population: dict[str, int] = field(default_factory=dict)
    codes_postaux: dict[str, str] = field(default_factory=dict)
    anciens_codes: dict[str, str] = field(default_factory=dict)
    autres_noms: dict[str, list[str]] = field(default_factory=dict)
    rejets: list[Rejet] = field(default_factory=list)
    ignorees: int = 0
    fichier: str = ""
    ligne: int = 0
    origines: dict[str, tuple[str, int]] = field(default_factory=dict)

    def note(self, code: str) -> None:
        """Remember the line that is being read as the one where `code` comes from."""
        self.origines[code] = (self.fichier, self.ligne)

    def reject(self, raison: str) -> None:
        """Skip the line that is being read."""
        self.rejets.append(Rejet(self.ligne, raison, self.fichier))

    def drop(self, code: str, raison: str) -> None:
        """Skip what an earlier line said of `code`."""
        fichier, ligne = self.origines.get(code, ("", 0))
        self.rejets.append(Rejet(ligne, raison, fichier))


Ligne = Mapping[str, str]


def read_file(octets: bytes, releve: Releve, fichier: str = "") -> int:
    """Add one file to `releve`, as it was published; returns how many lines of data it has.

    Titles may stand above the columns; of a workbook, the sheets whose columns are known are read. Raises
    ColonnesInconnues on an unknown layout, FichierIllisible where it is no table.
    """
    releve.fichier = fichier
    first: list[str] | None = None
    read: list[int] = []
    for sheet in sheets_of(octets):
        rangees = iter(sheet)
        above: list[list[str]] = []
        for _, valeurs in islice(rangees, TITRES_AU_PLUS):
            above.append(_colonnes(valeurs))
            if file_line := _disposition(above[-1]):
                read.append(_read_rows(rangees, above[-1], file_line, releve))
                break
        first = first or next((colonnes for colonnes in above if any(colonnes)), None)
    if not read:
        raise ColonnesInconnues(_inconnues(first or []))
    return sum(read)


def _read_rows(
    rangees: Iterable[Rangee], colonnes: list[str], file_line: Callable[[Releve, "Ligne"], str], releve: Releve
) -> int:
    lignes = 0
    for releve.ligne, valeurs in rangees:
        if not any(valeur.strip() for valeur in valeurs):
            continue
        lignes += 1
        if len(valeurs) != len(colonnes):
            releve.reject(f"{len(valeurs)} colonnes au lieu de {len(colonnes)}")
            continue
        raison = file_line(releve, dict(zip(colonnes, (valeur.strip() for valeur in valeurs), strict=True)))
        if raison:
            releve.reject(raison)
    return lignes


def _colonnes(valeurs: Iterable[str]) -> list[str]:
    return [valeur.strip().strip("\ufeff").upper() for valeur in valeurs]


def _refus(niveau: Niveau, code: str, nom: str) -> str:
    if not CODES[niveau].fullmatch(code):
        return f"« {_montrable(code)} » n’est pas un code {_DE[niveau]}"
    if not nom:
        return f"le nom manque pour le code {code}"
    if len(nom) > NOM_AU_PLUS:
        return f"le nom du code {code} dépasse {NOM_AU_PLUS} caractères"
    if _ILLISIBLE.search(nom):
        return f"le nom du code {code} contient des caractères illisibles"
    return ""


def _montrable(texte: str) -> str:
    texte = _ILLISIBLE.sub("�", texte)
    return texte if len(texte) <= 40 else f"{texte[:39]}…"


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
        return f"« {_montrable(ligne['DEP'])} » n’est pas un code {_DE[Niveau.DEPARTEMENT]}"
    releve.communes[ligne["COM"]] = (ligne["LIBELLE"], ligne["DEP"])
    releve.note(ligne["COM"])
    return ""


def _commune_om(releve: Releve, ligne: Ligne) -> str:
    refus = _refus(Niveau.COMMUNE, ligne["COM_COMER"], ligne["LIBELLE"])
    if not refus:
        releve.communes[ligne["COM_COMER"]] = (ligne["LIBELLE"], ligne["COMER"])
        releve.note(ligne["COM_COMER"])
    return refus


def _composition(
    siren: str, nom: str, commune: str, nom_commune: str, departement: str
) -> Callable[[Releve, Ligne], str]:
    """A reader of « which commune is in which EPCI », for a layout that gives these names to its columns."""

    def file_line(releve: Releve, ligne: Ligne) -> str:
        refus = _refus(Niveau.COMMUNE, ligne[commune], ligne[nom_commune])
        if refus:
            return refus
        if CODES[Niveau.DEPARTEMENT].fullmatch(ligne[departement]) and ligne[commune] not in releve.communes:
            releve.communes[ligne[commune]] = (ligne[nom_commune], ligne[departement])
            releve.note(ligne[commune])
        if ligne[siren] == SANS_EPCI:
            releve.epci_de_commune[ligne[commune]] = SANS_EPCI
            return ""
        refus = _refus(Niveau.EPCI, ligne[siren], ligne[nom])
        if not refus:
            if ligne[siren] not in releve.epci:
                releve.note(ligne[siren])
            releve.epci[ligne[siren]] = ligne[nom]
            releve.epci_de_commune[ligne[commune]] = ligne[siren]
        return refus

    return file_line


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


def _disposition(colonnes: list[str]) -> Callable[[Releve, Ligne], str] | None:
    """What reads the rows under these columns; None when no layout has them."""
    return next((file_line for attendues, file_line in DISPOSITIONS if attendues <= set(colonnes)), None)


def _inconnues(colonnes: list[str]) -> str:
    connues = " ; ".join(", ".join(sorted(attendues)) for attendues, _ in DISPOSITIONS)
    found = _montrable(", ".join(colonnes[:12])) or "fichier vide"
    return (
        f"Ligne 1 : colonnes inconnues ({found}). Colonnes attendues, dans les {TITRES_AU_PLUS} premières lignes et "
        f"selon le fichier : {connues}."
    )
