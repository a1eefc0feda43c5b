"""The text version of a letter: what a reader without HTML has, at 72 columns, addresses whole. Pure."""

from collections.abc import Iterable
from textwrap import wrap

from workers.links.reports.contents.letter import LetterLine, Lettre, Section

COLONNES = 72
RETRAIT = "   "


def en_texte(lettre: Lettre) -> str:
    """The letter as plain text, ended by one line end."""
    blocs = [
        _fold(lettre.titre),
        _fold(lettre.chapo),
        *(_section(section) for section in lettre.sections),
        *(f"{action.libelle} :\n{action.url}" for action in lettre.actions),
        "-- ",
        *map(_fold, lettre.pied),
    ]
    return "\n\n".join(blocs) + "\n"


def _section(section: Section) -> str:
    blocs = [section.titre.upper(), *(_ligne(rang, ligne) for rang, ligne in enumerate(section.lignes, 1))]
    return "\n\n".join([*blocs, *([_fold(section.suite)] if section.suite else [])])


def _ligne(rang: int, ligne: LetterLine) -> str:
    titre = f"{rang}. {ligne.titre}" + "".join(f" [{mot}]" for mot in ligne.etiquettes)
    return "\n".join([*wrap(titre, COLONNES, subsequent_indent=RETRAIT), *_corps(ligne)])


def _corps(ligne: LetterLine) -> Iterable[str]:
    if ligne.adresse:
        yield RETRAIT + ligne.adresse
    for phrase in ligne.phrases:
        yield _fold(phrase, RETRAIT)
    for action in ligne.actions:
        yield f"{RETRAIT}> {action.libelle} :"
        yield f"{RETRAIT}  {action.url}"


def _fold(texte: str, retrait: str = "") -> str:
    # Only ordinary spaces are broken at: those of French punctuation hold.
    lignes = wrap(
        texte,
        COLONNES,
        initial_indent=retrait,
        subsequent_indent=retrait,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lignes)
