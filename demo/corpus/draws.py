"""Skewed draws: a few values come often, most of them seldom, as in real collections (Zipf's law)."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Tirage(Generic[T]):
    """Draws from `valeurs` with weights 1, 1/2ˢ, 1/3ˢ … in their order; s = `biais`."""

    def __init__(self, valeurs: Sequence[T], *, biais: float = 1.0) -> None:
        self.valeurs = valeurs
        self.cumul = list(accumulate(1 / rang**biais for rang in range(1, len(valeurs) + 1)))

    def un(self, alea: Random) -> T:
        """One value."""
        return self.valeurs[bisect(self.cumul, alea.random() * self.cumul[-1])]

    def plusieurs(self, alea: Random, nombre: int) -> list[T]:
        """Distinct values, in the order in which they came; all of them when fewer exist."""
        tires: dict[T, None] = {}
        while len(tires) < min(nombre, len(self.valeurs)):
            tires[self.un(alea)] = None
        return list(tires)


def melange(valeurs: Sequence[T], alea: Random) -> list[T]:
    """The same values in an order that depends on the seed only."""
    ordre = list(valeurs)
    alea.shuffle(ordre)
    return ordre


def rang_zipf(alea: Random, taille: int) -> int:
    """A rank below `taille`, small ones far more often, for pools too large or too changing for a table."""
    return min(int(taille ** alea.random()) - 1, taille - 1)
