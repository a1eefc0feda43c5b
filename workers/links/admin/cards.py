"""The evidence card of a link: its last observation in words that an editor understands."""

from dataclasses import dataclass
from datetime import datetime

from pages.models import Lien
from workers.links.classes import AttentionReason, ObservationClass
from workers.links.models import Suivi
from workers.links.policy import LinkHistory
from workers.links.sentences import CLASS_SENTENCES, REASON_LABELS, Sentence

PAS_ENCORE = Sentence(
    title="Pas encore vérifié",
    meaning="Cette adresse attend son premier contrôle.",
    advice="Rien à faire : elle sera vérifiée dans la minute.",
)


@dataclass(frozen=True, slots=True)
class Card:
    """What the editor reads: the sentence of the last observation, what counted since when, what to write instead."""

    sentence: Sentence
    strikes: int
    failing_since: datetime | None
    reasons: tuple[str, ...]
    replacement: str


def evidence_of(lien: Lien) -> Card:
    """The card of a link, from its last observation and the checker's memory."""
    suivi = Suivi.objects.filter(lien=lien).first() or Suivi(lien=lien)
    history = LinkHistory.from_json(suivi.historique)
    return Card(
        sentence=CLASS_SENTENCES[ObservationClass(lien.classe)] if lien.classe else PAS_ENCORE,
        strikes=suivi.echecs,
        failing_since=suivi.en_echec_depuis,
        reasons=tuple(REASON_LABELS[AttentionReason(reason)] for reason in sorted(history.reasons)),
        replacement=suivi.remplacement,
    )
