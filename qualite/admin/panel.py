"""What the editor says of a page: its score, where the points went, each remark with the way to its place.

Written by the server with the form, for the page as it was last saved; a script asks again after each save
(`templates/static/admin/qualite.js`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from qualite.checks.table import CHECKS
from qualite.enums import Gravite, Verification
from qualite.examining import examined
from qualite.gate import blocking
from qualite.remarks import Remark
from qualite.score import Loss, Score, scored

#: Of one check, so many are shown; the others are counted.
SHOWN_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class FoundByCheck:
    """What one check found. `more`: how many are not shown; `blocks`: whether the Comité wants it corrected first."""

    verification: Verification
    gravite: Gravite
    remarks: tuple[Remark, ...]
    more: int
    loss: Loss
    blocks: bool


def said_of(page: Any) -> dict[str, Any]:
    """The context of the panel, for a page as it is in memory.

    Of one that was never saved, the script puts the number that it gets into the address, in the place of 0.
    """
    found = {} if page.pk is None else found_on(page)
    return {"page": page, "adresse": reverse("qualite_page", args=[page.pk or 0]), **found}


def found_on(page: Any) -> dict[str, Any]:
    """The score and what was found, check by check."""
    remarks = examined(page)
    score = scored(remarks)
    return {"score": score, "trouvailles": found_by_check(remarks, score, blocking())}


def found_by_check(remarks: Iterable[Remark], score: Score, blocks: frozenset[Verification]) -> list[FoundByCheck]:
    """Grouped by check, in the order of what each takes away."""
    by_check = {one: tuple(found) for one, found in groupby(remarks, key=lambda remark: remark.verification)}
    return [
        FoundByCheck(
            verification=loss.verification,
            gravite=CHECKS[loss.verification].gravite,
            remarks=by_check[loss.verification][:SHOWN_AT_MOST],
            more=max(0, loss.remarks - SHOWN_AT_MOST),
            loss=loss,
            blocks=loss.verification in blocks,
        )
        for loss in score.losses
    ]
