"""What editors ask of a partner, shown at the head of his desk."""

from collections.abc import Sequence
from typing import NamedTuple

from couverture.asking import open_for, terms_of
from ground.templatetags.typography import jour_long
from taxonomy.models import Partenaire


class AskedOfPartner(NamedTuple):
    """One thing that is asked for: what, why, since when in words."""

    titre: str
    mot: str
    quand: str


def asked_of(partenaire: Partenaire) -> Sequence[AskedOfPartner]:
    """What this partner is asked for and has not given yet, the oldest first."""
    return [
        AskedOfPartner(f"Une ressource\u00a0: {terms_of(one).words}", one.mot, f"le {jour_long(one.le)}")
        for one in open_for(partenaire).order_by("le", "pk")
    ]
