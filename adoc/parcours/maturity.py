"""How far an organisation is, dimension by dimension: a share of the points that its answers could give. Pure.

The share of a question is what was answered over the most that could be: the best answer where one is chosen, all of
them where several may be. The share of a dimension is the mean of its questions' shares, by their weights; a question
that was not asked, or passed, counts neither for nor against.
"""

from dataclasses import dataclass
from math import lcm

from adoc.parcours.definition import Definition, Dimension, MaturityLevel
from adoc.parcours.progress import Etat


@dataclass(frozen=True, slots=True)
class Maturity:
    """One dimension: its share from 0 to 100, halves rounded up; None where nothing was answered that counts."""

    dimension: Dimension
    part: int | None
    niveau: MaturityLevel | None

    @property
    def rang(self) -> int:
        """The place of the level among those of the dimension, from 1; 0 without one."""
        return self.dimension.niveaux.index(self.niveau) + 1 if self.niveau else 0


def mesures(definition: Definition, etat: Etat) -> tuple[Maturity, ...]:
    """One measure for each dimension, in the order of the page."""
    return tuple(_mesure(dimension, etat) for dimension in definition.dimensions)


def _mesure(dimension: Dimension, etat: Etat) -> Maturity:
    counted = [
        (one, etat.valables[one.code])
        for one in etat.posees
        if one.dimension == dimension.code and one.maximum and one.code in etat.valables
    ]
    if not counted:
        return Maturity(dimension, None, None)
    # In whole numbers: what is exactly at a threshold must not fall below it.
    shared = lcm(*(one.maximum for one, _ in counted))
    had = sum(one.poids * (shared // one.maximum) * sum(map(one.points.__getitem__, given)) for one, given in counted)
    most = shared * sum(one.poids for one, _ in counted)
    part = (200 * had + most) // (2 * most)
    reached = [niveau for niveau in dimension.niveaux if niveau.seuil <= part]
    return Maturity(dimension, part, reached[-1] if reached else None)
