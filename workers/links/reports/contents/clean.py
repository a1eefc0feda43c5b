"""What others typed, made fit for one line of a mail: no control character, no hidden direction, no line end. Pure."""

import re

# Controls and line ends of every kind; then the marks that make a reader see letters in another order.
_COUPURES = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_INVISIBLES = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ADRESSE = re.compile(r"https?://[^\s\"'<>`\\]+", re.IGNORECASE)


def une_ligne(texte: str, au_plus: int = 300) -> str:
    """The text on one line, cut with an ellipsis after `au_plus` characters."""
    ligne = _COUPURES.sub(" ", _INVISIBLES.sub("", texte)).strip()
    return ligne if len(ligne) <= au_plus else ligne[: au_plus - 1].rstrip() + "…"


def ouvrable(url: str) -> bool:
    """Whether a mail may make this address a link: only what a browser opens as a page of the web."""
    return _ADRESSE.fullmatch(url) is not None
