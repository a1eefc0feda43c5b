"""How each index stands: what the admin shows, what `search_state` prints and what a supervisor measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from search.engines import targets, written_engines
from search.engines.base import Capability, EngineError, SearchEngine
from search.enums import Cible, Demande, EtatEcriture
from search.index.models import EcritureIndex, EtatMoteur
from search.state.snapshot import index_state

#: For how long an index may be away before somebody should look.
PATIENCE = timedelta(minutes=2)
EN_ORDRE = "L’index répond et convient à ce logiciel."


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """One index. `probleme` is empty when it can be asked, else a sentence; `documents` is None when nobody knows."""

    cible: Cible
    moteur: str
    probleme: str
    documents: int | None
    generation: int
    en_attente: int
    plus_ancienne: datetime | None
    en_echec: int
    etat: EtatMoteur
    sait_revenir: bool

    @property
    def phrase(self) -> str:
        """What an editor reads of it."""
        return self.probleme or EN_ORDRE

    @property
    def age(self) -> float:
        """For how many seconds the oldest row has waited."""
        return max((timezone.now() - self.plus_ancienne).total_seconds(), 0.0) if self.plus_ancienne else 0.0

    @property
    def demande(self) -> str:
        """What an editor has asked for and the worker has not done yet."""
        return str(Demande(self.etat.demande).label) if self.etat.demande else ""


def suivis() -> tuple[IndexStatus, ...]:
    """Every index that is kept. An engine that hangs is waited for a few seconds, one that is away not at all."""
    generation = index_state().generation
    known = {one.cible: one for one in EtatMoteur.objects.all()}
    rows = _counted()
    return tuple(
        _suivi(cible, engine, generation, known.get(cible) or EtatMoteur(cible=cible), rows.get(cible, {}))
        for cible, engine in written_engines().items()
    )


def hindered(*, now: datetime) -> list[str]:
    """The indices that could not be written for a while, by their names; those that are kept no more are left out."""
    late = EtatMoteur.objects.filter(cible__in=targets(), empeche_le__lt=now - PATIENCE)
    return sorted(str(one) for one in late)


def note_hindered(cible: Cible, *, now: datetime) -> None:
    """An index could not be written: since when is kept, until it is."""
    EtatMoteur.objects.get_or_create(cible=cible)
    EtatMoteur.objects.filter(cible=cible, empeche_le=None).update(empeche_le=now)


def note_written(cible: Cible) -> None:
    """An index was brought up to date."""
    EtatMoteur.objects.filter(cible=cible, empeche_le__isnull=False).update(empeche_le=None)


def _counted() -> dict[str, Any]:
    """What waits and what failed, by index."""
    waiting = Q(etat=EtatEcriture.EN_ATTENTE)
    rows = EcritureIndex.objects.exclude(etat=EtatEcriture.FAITE).order_by().values("cible")
    counted = rows.annotate(
        attente=Count("pk", filter=waiting),
        ancienne=Min("cree_le", filter=waiting),
        echecs=Count("pk", filter=Q(etat=EtatEcriture.EN_ECHEC)),
    )
    return {row["cible"]: row for row in counted}


def _suivi(
    cible: Cible, engine: SearchEngine, generation: int, etat: EtatMoteur, rows: Mapping[str, Any]
) -> IndexStatus:
    documents: int | None = None
    try:
        probleme = engine.state()
        documents = engine.size()
    except EngineError as exc:
        probleme = str(exc)
    return IndexStatus(
        cible=cible,
        moteur=engine.name,
        probleme=probleme,
        documents=documents,
        generation=generation,
        en_attente=rows.get("attente", 0),
        plus_ancienne=rows.get("ancienne"),
        en_echec=rows.get("echecs", 0),
        etat=etat,
        sait_revenir=Capability.ROLLBACK in engine.capabilities,
    )
