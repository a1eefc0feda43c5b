"""« Demandé à moi » on the home page: what partners propose to one's organisation."""

from typing import Any

from django.urls import reverse

from comite.admin.arrival import Findings, HomePlace, Row, arrives
from propositions.enums import EtatDeDemarche
from propositions.models import PropositionDePartenaire
from propositions.rights import decided_by, gives


def register() -> None:
    """Show them from now on."""
    arrives(HomePlace.ASKED, "propositions_de_partenaires", waiting_for)


def waiting_for(user: Any, at_most: int) -> Findings | None:
    """Proposals of partners that this account decides, the newest first."""
    if not gives(user):
        return None
    waiting = PropositionDePartenaire.objects.filter(decided_by(user), etat=EtatDeDemarche.ATTENTE)
    rows = tuple(
        Row(
            titre=one.titre,
            url=reverse("espace_proposition", args=[one.pk]),
            note=f"{one.get_sorte_display()}, par {one.partenaire}",
            quand=one.cree_le,
            genre="Proposition d’un partenaire",
        )
        for one in waiting.select_related("partenaire").defer("depart", "valeurs")[:at_most]
    )
    return Findings(rows, waiting.count(), reverse("espace_propositions"))
