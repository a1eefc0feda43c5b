"""French that turns on a partner’s name."""

import unicodedata

VOWELS = frozenset("aeiouy")


def belonging_to(partenaire: object) -> str:
    """« de Lyon », « d’Agence »: what belongs to a partner, by the first letter of its name."""
    name = str(partenaire)
    first = unicodedata.normalize("NFKD", name[:1].replace("Œ", "O").replace("Æ", "A")).lower()[:1]
    return f"d’{name}" if first in VOWELS else f"de {name}"
