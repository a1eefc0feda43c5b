"""The score of a page: 100, less the points of what was found. Pure.

Each remark takes the points of its check away (`Gravite`: 10, 5 or 2); of one check three remarks count at most, so
that one long page does not lose everything by its sentences. The score is never under 0. `docs/qualite.md` says the
same to editors.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qualite.checks.table import CHECKS
from qualite.enums import Verification
from qualite.remarks import Remark

FULL = 100
COUNTED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """What one check takes away."""

    verification: Verification
    remarks: int
    points: int

    def __str__(self) -> str:
        """« Liens morts : −20 points (2 × 10) »."""
        each = CHECKS[self.verification].gravite.value
        counted = min(self.remarks, COUNTED_AT_MOST)
        more = f", {self.remarks} trouvés, {COUNTED_AT_MOST} comptés" if self.remarks > counted else ""
        return f"{self.verification.label}\u00a0: −{self.points} points ({counted} × {each}{more})"


@dataclass(frozen=True, slots=True)
class Score:
    """The points left, and where the others went, the greatest losses first."""

    points: int
    losses: tuple[Loss, ...]

    def __str__(self) -> str:
        """The sum, as a sentence."""
        if not self.losses:
            return f"{FULL} sur {FULL}\u00a0: rien n’a été trouvé."
        lost = sum(one.points for one in self.losses)
        floor = ", et pas moins de 0" if lost > FULL else ""
        return f"{self.points} sur {FULL}\u00a0: {FULL} moins {lost} points{floor}."


def scored(remarks: Iterable[Remark]) -> Score:
    """The sum of these remarks."""
    found = Counter(one.verification for one in remarks)
    losses = [
        Loss(one, number, CHECKS[one].gravite.value * min(number, COUNTED_AT_MOST)) for one, number in found.items()
    ]
    order = list(Verification)
    losses.sort(key=lambda one: (-one.points, order.index(one.verification)))
    return Score(max(0, FULL - sum(one.points for one in losses)), tuple(losses))
