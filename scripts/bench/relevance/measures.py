"""How well an engine finds what is meant: success among the first, mean reciprocal rank, how often nothing comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: The numbers of the fiches that are found for a text, the best first, as many as are looked at.
Ask = Callable[[str], Sequence[int]]
DEPTH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """`ranks` holds, for each query, where the right page stands (0: not among the first `DEPTH`), `zero` how many
    queries found nothing at all."""

    ranks: tuple[int, ...]
    zero: int

    def success(self, among: int) -> float:
        """The part of the queries whose page is among the first so many."""
        return sum(0 < rank <= among for rank in self.ranks) / len(self.ranks)

    @property
    def mrr(self) -> float:
        """The mean of one over the rank."""
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)


def measured(ask: Ask, asked: Sequence[tuple[str, int]], titles: Mapping[int, str]) -> Found:
    """Ask each text; a page of the same title as the right one is as right."""
    ranks, zero = [], 0
    for text, number in asked:
        found = ask(text)
        zero += not found
        ranks.append(next((rank for rank, one in enumerate(found, 1) if titles[one] == titles[number]), 0))
    return Found(tuple(ranks), zero)
