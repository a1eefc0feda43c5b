"""The evidence card of a link: its last observation in words that an editor understands, and what was decided."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from liens.models import Lien
from workers.links.admin.baskets import Panier, panier_de
from workers.links.admin.labels import etiquettes_de, motifs_de
from workers.links.decisions import SUR_LES_ETATS
from workers.links.enums import SorteDecision
from workers.links.models import Decision, EtatHote, Incident, Suivi
from workers.links.verdict.rules import TLS_SOON
from workers.links.verdict.sentences import Sentence, sentence_of

PASSES_MONTRES = 10


@dataclass(frozen=True, slots=True)
class Card:
    """What the editor reads: the sentence of the last observation, what counted since when, what to write instead."""

    sentence: Sentence
    panier: Panier
    confiance: int | None
    strikes: int
    failing_since: datetime | None
    since: datetime | None
    reasons: tuple[str, ...]
    etiquettes: tuple[str, ...]
    replacement: str
    certificat_bientot: datetime | None
    robots_ecartes_depuis: datetime | None
    decision: Decision | None
    decisions: tuple[Decision, ...]
    incidents: tuple[Incident, ...]


def evidence_of(lien: Lien) -> Card:
    """The card of a link, from its last observation, the checker's memory and the decisions about it."""
    now = timezone.now()
    suivi = Suivi.objects.filter(lien=lien).first()
    hote = EtatHote.objects.filter(hote=lien.hote).first() if lien.hote else None
    decisions = tuple(lien.decisions.select_related("par", "levee_par")[:PASSES_MONTRES])
    ouverte = next((decision for decision in decisions if decision.terminee_le is None), None)
    fin = hote.certificat_jusqu_au if hote else None
    return Card(
        sentence=sentence_of(lien.classe),
        panier=panier_de(lien),
        confiance=round(100 * suivi.confiance) if suivi else None,
        strikes=suivi.echecs if suivi else 0,
        failing_since=suivi.en_echec_depuis if suivi else None,
        since=lien.etat_depuis,
        reasons=tuple(motifs_de(suivi)),
        etiquettes=tuple(etiquettes_de(ouverte, suivi, at=now)),
        replacement=suivi.remplacement if suivi else "",
        certificat_bientot=fin if fin is not None and fin - now <= TLS_SOON else None,
        robots_ecartes_depuis=hote.robots_ecartes_depuis if hote else None,
        decision=ouverte,
        decisions=decisions,
        incidents=tuple(_incidents(lien)),
    )


def _incidents(lien: Lien) -> list[Incident]:
    du_site = Q(hote=lien.hote, lien__isnull=True) if lien.hote else Q(pk__in=[])
    return list(Incident.objects.filter(du_site | Q(lien=lien))[:PASSES_MONTRES])


def choix_pour(lien: Lien, decision: Decision | None) -> list[SorteDecision]:
    """The decisions that make sense on this link now, in the order of their buttons."""
    sortes = [sorte for sorte in SorteDecision if lien.etat in SUR_LES_ETATS.get(sorte, {lien.etat})]
    return [sorte for sorte in sortes if decision is None or decision.sorte != sorte or sorte is SorteDecision.PAUSE]
