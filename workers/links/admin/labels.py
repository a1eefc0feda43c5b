"""The short labels that lie over a link's state in lists and on its card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from liens.models import Lien, OccurrenceLien
from workers.links.admin.baskets import Panier, panier_de
from workers.links.decisions import ouvertes_pour
from workers.links.enums import SorteDecision
from workers.links.models import Decision, Suivi
from workers.links.verdict.policy import LinkHistory
from workers.links.verdict.sentences import REASON_LABELS


def etiquettes_de(decision: Decision | None, suivi: Suivi | None, *, at: datetime) -> list[str]:
    """The decision that holds, an announced maintenance, an unsteady link; in this order."""
    labels = []
    if decision is not None:
        label = SorteDecision(decision.sorte).label
        terme = decision.jusqu_au
        labels.append(f"{label} jusqu’au {timezone.localtime(terme):%d/%m/%Y}" if terme else label)
    if suivi is not None and suivi.maintenance_jusqu_au and suivi.maintenance_jusqu_au > at:
        labels.append("En maintenance")
    if suivi is not None and suivi.instable:
        labels.append("Instable")
    return labels


def motifs_de(suivi: Suivi | None) -> list[str]:
    """Why a living link still deserves a look."""
    reasons = LinkHistory.from_json(suivi.historique).reasons if suivi else ()
    return [REASON_LABELS[reason] for reason in sorted(reasons)]


@dataclass(frozen=True, slots=True)
class LigneDeLien:
    """What the report says of one link beside its own columns; hung on the link by `with_labels`."""

    panier: Panier
    etiquettes: list[str]
    depuis: datetime | None
    confiance: int | None
    citations: int
    motifs: list[str]


def with_labels(liens: Iterable[Lien]) -> list[Lien]:
    """The same links, each with its `ligne`: three queries, however many links."""
    liens = list(liens)
    ids = [lien.pk for lien in liens]
    at = timezone.now()
    suivis = {suivi.lien_id: suivi for suivi in Suivi.objects.filter(lien__in=ids).defer("connu")}
    decisions = ouvertes_pour(ids)
    rows = OccurrenceLien.objects.filter(lien__in=ids).order_by().values_list("lien").annotate(nombre=Count("pk"))
    citations = dict(rows)
    for lien in liens:
        suivi, decision = suivis.get(lien.pk), decisions.get(lien.pk)
        # A row of a listing carries what its columns show.
        lien.ligne = LigneDeLien(  # type: ignore[attr-defined]  # no field: see above
            panier=panier_de(lien),
            etiquettes=etiquettes_de(decision, suivi, at=at),
            depuis=lien.etat_depuis,
            confiance=round(100 * suivi.confiance) if suivi else None,
            citations=citations.get(lien.pk, 0),
            motifs=motifs_de(suivi),
        )
    return liens
