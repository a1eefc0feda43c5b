"""« Demandé à moi » on the home page: what others propose for the pages of one's organisation."""

from typing import Any

from django.urls import reverse
from wagtail.models import Page

from acces.accounts.naming import nom_de
from comite.admin.arrival import Findings, HomePlace, Row, arrives
from comite.enums import Act
from comite.rights import may_at_all
from pages.rights.policy import pages_for
from pages.workflow.enums import EtatProposition
from pages.workflow.models import Proposition


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.ASKED, "propositions", proposals)


def proposals(user: Any, at_most: int) -> Findings | None:
    """Proposals that wait for somebody who decides as this account may, the newest first; its own left out."""
    if not may_at_all(user=user, act=Act.DECIDE_PROPOSALS):
        return None
    decided = Page.objects.filter(pages_for(user=user, acts={Act.DECIDE_PROPOSALS})).order_by()
    waiting = Proposition.objects.filter(etat=EtatProposition.ENVOYEE, page__in=decided.values("pk"))
    waiting = waiting.exclude(par=user).select_related("par").defer("depart", "contenu").order_by("-envoyee_le", "pk")
    rows = tuple(
        Row(
            titre=one.titre,
            url=reverse("relecture_proposition", args=[one.pk]),
            note=f"Modification proposée par {nom_de(one.par)}",
            quand=one.envoyee_le,
            genre="Proposition",
        )
        for one in waiting[:at_most]
    )
    return Findings(rows, waiting.count(), reverse("relecture_propositions"))
