"""The text version of a letter: what a reader without HTML has, at 72 columns, addresses whole. Pure."""

from collections.abc import Iterable
from textwrap import wrap

from workers.links.reports.contents.letter import Lettre, Ligne, Section

COLONNES = 72
RETRAIT = "   "


def en_texte(lettre: Lettre) -> str:
    """The letter as plain text, ended by one line end."""
    blocs = [
        _plier(lettre.titre),
        _plier(lettre.chapo),
        *(_section(section) for section in lettre.sections),
        *(f"{action.libelle} :\n{action.url}" for action in lettre.actions),
        "-- ",
        *map(_plier, lettre.pied),
    ]
    return "\n\n".join(blocs) + "\n"


def _section(section: Section) -> str:
    blocs = [section.titre.upper(), *(_ligne(rang, ligne) for rang, ligne in enumerate(section.lignes, 1))]
    return "\n\n".join([*blocs, *([_plier(section.suite)] if section.suite else [])])


def _ligne(rang: int, ligne: Ligne) -> str:
    titre = f"{rang}. {ligne.titre}" + "".join(f" [{mot}]" for mot in ligne.etiquettes)
    return "\n".join([*wrap(titre, COLONNES, subsequent_indent=RETRAIT), *_corps(ligne)])


def _corps(ligne: Ligne) -> Iterable[str]:
    if ligne.adresse:
        yield RETRAIT + ligne.adresse
    for phrase in ligne.phrases:
        yield _plier(phrase, RETRAIT)
    for action in ligne.actions:
        yield f"{RETRAIT}> {action.libelle} :"
        yield f"{RETRAIT}  {action.url}"


def _plier(texte: str, retrait: str = "") -> str:
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
