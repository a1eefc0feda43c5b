"""« Prochaine parution » and « À approuver » on the home page: the sets that come, and those that wait for approval."""

from typing import Any

from django.urls import reverse

from comite.admin.arrival import Findings, HomePlace, Row, arrives
from parutions.enums import EtatParution
from parutions.models import Parution, open_sets
from parutions.rights import looks, prepares

#: Those that come after need no place on the home page.
NEXT = 3


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.NEXT, "parutions", coming)
    arrives(HomePlace.APPROVE, "parutions", proposed)


def coming(user: Any, at_most: int) -> Findings | None:
    """The next sets, the soonest first: everybody of the Comité sees them."""
    if not looks(user):
        return None
    sets = open_sets()
    return _findings(list(sets[: min(NEXT, at_most)]), sets.count())


def proposed(user: Any, at_most: int) -> Findings | None:
    """Those that another has proposed, for whoever approves."""
    if not prepares(user):
        return None
    sets = open_sets().filter(etat=EtatParution.PROPOSEE).exclude(preparee_par=user).exclude(proposee_par=user)
    return _findings(list(sets[:at_most]), sets.count())


def _findings(sets: list[Parution], total: int) -> Findings:
    rows = tuple(
        Row(
            titre=one.nom,
            url=reverse("parutions_une", args=[one.pk]),
            note=str(one.get_etat_display()).capitalize(),
            quand=one.le,
            genre="Parution",
        )
        for one in sets
    )
    return Findings(rows, total, reverse("parutions_liste"))
