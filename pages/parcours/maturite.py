"""How far an organisation is, dimension by dimension: a share of the points that its answers could give. Pure.

The share of a question is what was answered over the most that could be: the best answer where one is chosen, all of
them where several may be. The share of a dimension is the mean of its questions' shares, by their weights; a question
that was not asked, or passed, counts neither for nor against.
"""

from dataclasses import dataclass
from fractions import Fraction

from pages.enums import FormeQuestion
from pages.parcours.definition import Definition, Dimension, Niveau, Question
from pages.parcours.marche import Etat


@dataclass(frozen=True, slots=True)
class Mesure:
    """One dimension: its share from 0 to 100, rounded; None where nothing was answered that counts."""

    dimension: Dimension
    part: int | None
    niveau: Niveau | None

    @property
    def rang(self) -> int:
        """The place of the level among those of the dimension, from 1; 0 without one."""
        return self.dimension.niveaux.index(self.niveau) + 1 if self.niveau else 0


def mesures(definition: Definition, etat: Etat) -> tuple[Mesure, ...]:
    """One measure for each dimension, in the order of the page."""
    return tuple(_mesure(dimension, etat) for dimension in definition.dimensions)


def _mesure(dimension: Dimension, etat: Etat) -> Mesure:
    counted = [
        (one.poids, _part(one, etat.valables[one.code]))
        for one in etat.posees
        if one.dimension == dimension.code and one.code in etat.valables and _au_plus(one)
    ]
    if not counted:
        return Mesure(dimension, None, None)
    whole = sum((poids * part for poids, part in counted), Fraction()) / sum(poids for poids, _ in counted)
    part = round(100 * whole)
    reached = [niveau for niveau in dimension.niveaux if niveau.seuil <= part]
    return Mesure(dimension, part, reached[-1] if reached else None)


def _au_plus(question: Question) -> int:
    """The most points that an answer can give."""
    points = [one.points for one in question.choix]
    return sum(points) if question.forme == FormeQuestion.PLUSIEURS else max(points, default=0)


def _part(question: Question, given: tuple[str, ...]) -> Fraction:
    return Fraction(sum(one.points for one in question.choix if one.code in given), _au_plus(question))
