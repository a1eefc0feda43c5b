"""What the forms of a C.A.P. show: what is kept, what somebody typed, and a conflict in words that a visitor reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from cap import audience
from cap.enums import Statut
from cap.merging import Conflit, texte
from ground.templatetags.typography import jour_long

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
    """A conflict as it is shown: both values in words beside what forms write."""

    conflit: Conflit

    @property
    def libelle(self) -> str:
        return LIBELLES[self.conflit.champ]

    @property
    def est_ecrit(self) -> bool:
        return self.conflit.champ in ECRITS

    @property
    def garde_dit(self) -> str:
        return _en_mots(self.conflit.champ, self.conflit.garde)

    @property
    def demande_dit(self) -> str:
        return _en_mots(self.conflit.champ, self.conflit.demande)


def champs_de(row: Any, fields: Iterable[str], saisie: Saisie | None, *, cle: str = "") -> dict[str, Champ]:
    """The fields of a row, whose form bears `cle`. What was typed there and refused is shown again with what was seen
    then: what somebody else wrote meanwhile is still a conflict at the next try."""
    kept = {champ: texte(getattr(row, champ)) for champ in fields}
    vu, voulu = (saisie.vu, saisie.voulu) if saisie and saisie.cle == cle else (kept, kept)
    return {champ: Champ(vu.get(champ, text), voulu.get(champ, text)) for champ, text in kept.items()}


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
        return ", ".join(audience.noms(**{"profil": "", "region": "", champ: text})) or VIDE
    return text or VIDE
