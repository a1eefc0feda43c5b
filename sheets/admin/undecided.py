"""Texts of an import that mean no one term, each once, those of most lines first."""

from collections import Counter

from sheets.enums import VerdictDeLigne
from sheets.meaning.cells import fold
from sheets.models import ImportDeFeuille

SHOWN_AT_MOST = 60


def undecided_of(imp: ImportDeFeuille) -> list[tuple[str, str, int]]:
    """(facette, text, how many lines) of what is to be decided."""
    counted: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    for pairs in imp.lignes.filter(verdict=VerdictDeLigne.REFUSEE).order_by("numero").values_list("indecis", flat=True):
        for facette, text in pairs:
            counted[facette, fold(text)] += 1
            written.setdefault((facette, fold(text)), text)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [(key[0], written[key], lines) for key, lines in ranked[:SHOWN_AT_MOST]]
