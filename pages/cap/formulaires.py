"""What the forms of a C.A.P. show: what is kept, what somebody typed, and a conflict in words that a visitor reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pages.cap import qui
from pages.cap.enums import Statut
from pages.cap.fusion import Conflit, texte
from pages.templatetags.typographie import jour_long

LIBELLES = {
    "nom": "Organisation",
    "objectifs": "Objectifs",
    "moyens": "Moyens",
    "profil": "Profil",
    "region": "Région",
    "statut": "État",
    "note": "Note",
    "echeance": "Échéance",
    "titre": "Titre",
    "url": "Adresse",
}
#: Written by hand: in a conflict they can be taken up again. The others are chosen.
ECRITS = frozenset({"nom", "objectifs", "moyens", "note", "titre"})
VIDE = "(vide)"


class Champ(NamedTuple):
    """A field of a form: what its author saw when they began, and what it says now."""

    vu: str
    dit: str


@dataclass(frozen=True, slots=True)
class Saisie:
    """A form as it was sent. `cle` is the element's, "" for the texts of the C.A.P."""

    cle: str
    vu: Mapping[str, str]
    voulu: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConflitDit:
    """A conflict as it is shown: both values as they are written in forms, and in words."""

    champ: str
    libelle: str
    garde: str
    garde_dit: str
    demande: str
    demande_dit: str

    @property
    def est_ecrit(self) -> bool:
        return self.champ in ECRITS


def champs_de(row: Any, fields: Iterable[str], saisie: Saisie | None) -> dict[str, Champ]:
    """The fields of a row. What was typed and refused is shown again with what was seen then: what somebody else wrote
    meanwhile is still a conflict at the next try."""
    kept = {champ: texte(getattr(row, champ)) for champ in fields}
    if saisie is None:
        return {champ: Champ(text, text) for champ, text in kept.items()}
    return {champ: Champ(saisie.vu.get(champ, text), saisie.voulu.get(champ, text)) for champ, text in kept.items()}


def dire(conflit: Conflit) -> ConflitDit:
    """Say a conflict."""
    champ = conflit.champ
    return ConflitDit(
        champ=champ,
        libelle=LIBELLES[champ],
        garde=conflit.garde,
        garde_dit=_en_mots(champ, conflit.garde),
        demande=conflit.demande,
        demande_dit=_en_mots(champ, conflit.demande),
    )


def _en_mots(champ: str, text: str) -> str:
    """What a form writes, as it is read; what is no such value is left as it is."""
    if champ == "statut" and text in Statut.values:
        return str(Statut(text).label)
    if champ == "echeance":
        try:
            return jour_long(date.fromisoformat(text)) if text else VIDE
        except ValueError:
            return text
    if champ in ("profil", "region"):
        return ", ".join(qui.noms(**{"profil": "", "region": "", champ: text})) or VIDE
    return text or VIDE
