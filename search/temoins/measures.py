"""What a ranking is worth: pure functions of ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log2

PROFONDEUR = 10
#: Less than this is noise: a page gained or lost further down.
BAISSE = 0.005


def ndcg(ids: Sequence[int], gains: Mapping[int, int], *, depth: int = PROFONDEUR) -> float | None:
    """Normalised discounted cumulative gain of the first `depth` ids, from 0 to 1; None when nothing is expected.

    The gain of a page of importance v is 2**v − 1, discounted by log2(rank + 1) (Järvelin and Kekäläinen, 2002, in
    the exponential form of Burges and others, 2005).
    """
    best = _cumulated(sorted(gains.values(), reverse=True)[:depth])
    if not best:
        return None
    return _cumulated([gains.get(one, 0) for one in ids[:depth]]) / best


def _cumulated(values: Sequence[int]) -> float:
    return sum((2**value - 1) / log2(rank + 1) for rank, value in enumerate(values, start=1))


@dataclass(frozen=True, slots=True)
class RankingMeasure:
    """What one témoin gives: expected pages that are not among the first, unwanted ones that are."""

    manquantes: tuple[int, ...]
    indesirables: tuple[int, ...]
    ndcg: float | None
    total: int

    @property
    def reussi(self) -> bool:
        """Whether everything is as the editor expects."""
        return not self.manquantes and not self.indesirables


def measure_ranking(
    ids: Sequence[int], *, gains: Mapping[int, int], indesirables: Collection[int], premiers: int, total: int
) -> RankingMeasure:
    """Judge the ids found, in their order."""
    first = ids[:premiers]
    return RankingMeasure(
        manquantes=tuple(page for page in gains if page not in first),
        indesirables=tuple(page for page in first if page in indesirables),
        ndcg=ndcg(ids, gains),
        total=total,
    )


def en_baisse(*, avant: tuple[bool, float | None] | None, reussi: bool, valeur: float | None) -> bool:
    """Whether a témoin fell since `avant` (succeeded, nDCG)."""
    if avant is None:
        return False
    reussi_avant, valeur_avant = avant
    if reussi_avant and not reussi:
        return True
    return valeur_avant is not None and valeur is not None and valeur < valeur_avant - BAISSE
