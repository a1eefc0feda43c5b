"""What editors ask of a partner, shown at the head of his desk; a room below is to say what there is."""

from collections.abc import Sequence
from typing import NamedTuple

from taxonomy.models import Partenaire


class AskedOfPartner(NamedTuple):
    """One thing that is asked for: what, why, since when in words."""

    titre: str
    mot: str
    quand: str


def asked_of(partenaire: Partenaire) -> Sequence[AskedOfPartner]:
    """What this partner is asked for and has not given yet, the oldest first."""
    return ()
