"""Texts of an import that mean no one term, each once, those of most lines first."""

from collections import Counter

from sheets.enums import Verdict
from sheets.models import ImportDeFeuille

SHOWN_AT_MOST = 60


def undecided_of(imp: ImportDeFeuille) -> list[tuple[str, str, int]]:
    """(facette, text, how many lines) of what is to be decided."""
    counted: Counter[tuple[str, str]] = Counter()
    for pairs in imp.lignes.filter(verdict=Verdict.REFUSEE).values_list("indecis", flat=True):
        counted.update((facette, text) for facette, text in pairs)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [(facette, text, lines) for (facette, text), lines in ranked[:SHOWN_AT_MOST]]
