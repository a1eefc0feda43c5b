"""Two people's changes of the same thing, brought together field by field. Values are compared as forms write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from cap import audience
from cap.enums import Statut


@dataclass(frozen=True, slots=True)
class Conflit:
    """A field that somebody else changed meanwhile: what is kept, and what was asked."""

    champ: str
    garde: str
    demande: str


def merge(row: Any, fields: Iterable[str], vu: Mapping[str, str], voulu: Mapping[str, str]) -> list[Conflit]:
    """Set what was asked where the row still holds what was seen; the rest is told."""
    conflicts = []
    for champ in fields:
        if champ not in voulu:
            continue
        asked, seen, kept = net(voulu[champ]), net(vu.get(champ, "")), texte(getattr(row, champ))
        if asked in (seen, kept):
            continue
        if kept != seen:
            conflicts.append(Conflit(champ, kept, asked))
        else:
            setattr(row, champ, _valeur(champ, asked))
    return conflicts


def texte(value: Any) -> str:
    """A value as forms write it; "" for none."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else net(str(value))


def net(text: str) -> str:
    """As it is kept: browsers send other ends of lines than they were given, and no database takes a NUL."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _valeur(champ: str, text: str) -> Any:
    if champ == "echeance":
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as exc:
            raise ValidationError({champ: "Écrivez une date, par exemple 2028-06-30."}) from exc
    if champ == "profil" and text and not audience.est_un_profil(text):
        raise ValidationError({champ: "Choisissez un profil de la liste."})
    if champ == "region" and text and not audience.est_une_region(text):
        raise ValidationError({champ: "Choisissez une région de la liste."})
    if champ == "statut" and text not in Statut.values:
        raise ValidationError({champ: "Choisissez un état."})
    return text
