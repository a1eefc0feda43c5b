"""A mail before it is HTML or text: both are made from these values, so that both say the same. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do, behind one address of our own."""

    libelle: str
    url: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One thing to read: what it is, the address it is about, sentences, what can be done.

    `cliquable` is false for an address that nobody should open from a mail.
    """

    titre: str
    adresse: str = ""
    cliquable: bool = True
    phrases: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    etiquettes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its lines, and a sentence about those that are not shown."""

    titre: str
    lignes: tuple[LetterLine, ...] = ()
    suite: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Lettre:
    """A whole mail: subject, first sentences, sections, and what stands at its foot."""

    sujet: str
    titre: str
    chapo: str
    sections: tuple[Section, ...]
    actions: tuple[Action, ...] = ()
    pied: tuple[str, ...] = ()
