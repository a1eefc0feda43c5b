"""Decisions of editors: taken, ended, revived when the result they were taken on changes.

A decision is bound to the class and the state that the editor saw. It silences the link (or releases it from DANGER)
and never changes what the checker sees; the link goes on being checked.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from comite.enums import Act
from comite.rights import Held, may
from comite.standings import governed
from liens.enums import EtatLien
from liens.models import Lien
from liens.signals import links_changed
from workers.links.client.classes import ALIVE, NO_ANSWER, UNCOUNTED, LienState, ObservationClass
from workers.links.client.observation import Observation
from workers.links.enums import FinDecision, SorteDecision
from workers.links.models import Decision, Suivi
from workers.links.verdict.policy import LinkHistory, Overlays, RandomSource, Verdict, judge

RAISON_AU_PLUS = 300
NOT_YOURS = "Aucune page de votre organisation ne cite ce lien, ou votre rôle ne permet pas d’en décider."
# These take a link off the editors' list for as long as they hold; by the others, a person vouches for it.
MISES_DE_COTE = frozenset({SorteDecision.IGNORER, SorteDecision.PAUSE})
# Which decisions make sense on which state; the others would only hide a mistake of the person.
SUR_LES_ETATS: dict[SorteDecision, frozenset[EtatLien]] = {
    SorteDecision.DANGER_ECARTE: frozenset({EtatLien.DANGER}),
    SorteDecision.REDIRECTION: frozenset({EtatLien.ATTENTION}),
    SorteDecision.FONCTIONNE: frozenset(
        {EtatLien.SUSPECT, EtatLien.CASSE, EtatLien.INVERIFIABLE, EtatLien.ATTENTION, EtatLien.NOUVEAU}
    ),
}


def validate_decision(*, lien: Lien, sorte: SorteDecision, jusqu_au: datetime | None, at: datetime) -> None:
    """Raise ValidationError when this decision cannot be taken on this link now, with a sentence that says why."""
    if lien.etat == EtatLien.RETIRE:
        raise ValidationError("Aucune page ne cite plus ce lien : il n’y a rien à décider.", code="retire")
    permis = SUR_LES_ETATS.get(sorte)
    if permis is not None and lien.etat not in permis:
        message = f"« {sorte.label} » n’a pas de sens pour un lien dont l’état est « {lien.get_etat_display()} »."
        raise ValidationError(message, code="etat")
    if sorte is SorteDecision.PAUSE and jusqu_au is None:
        raise ValidationError({"jusqu_au": "Une pause a une fin : donnez sa date."}, code="terme")
    if jusqu_au is not None and jusqu_au <= at:
        raise ValidationError({"jusqu_au": "Cette date est passée : donnez une date à venir."}, code="terme")


def take_decision(
    *,
    lien: Lien,
    sorte: SorteDecision,
    at: datetime,
    par: Any = None,
    raison: str = "",
    jusqu_au: datetime | None = None,
) -> Decision:
    """Take a decision on the link's present result; the one that held before is replaced.

    The same decision taken again by the same person on the same result is given back unchanged. Raises
    ValidationError when it makes no sense.
    """
    sorte = SorteDecision(sorte)
    _ask_rights(lien, par)
    with transaction.atomic():
        lien = Lien.objects.select_for_update().get(pk=lien.pk)
        validate_decision(lien=lien, sorte=sorte, jusqu_au=jusqu_au, at=at)
        ouverte = Decision.objects.ouvertes().filter(lien=lien).first()
        if ouverte is not None:
            if _est_la_meme(ouverte, lien, sorte, par, raison, jusqu_au):
                return ouverte
            _end([ouverte], FinDecision.REMPLACEE, at=at, par=par)
        decision = Decision.objects.create(
            lien=lien,
            sorte=sorte,
            raison=raison.strip()[:RAISON_AU_PLUS],
            par=par,
            prise_le=at,
            jusqu_au=jusqu_au,
            classe=lien.classe,
            etat=lien.etat,
        )
        _apply(lien, sorte, at=at)
    return decision


def lift_decision(*, decision: Decision, at: datetime, par: Any = None) -> bool:
    """End a decision before its time; False when it had ended already. Raises ValidationError for who may not."""
    _ask_rights(decision.lien, par)
    with transaction.atomic():
        _lock([decision.lien_id])
        ouverte = Decision.objects.ouvertes().filter(pk=decision.pk).first()
        if ouverte is None:
            return False
        _end([ouverte], FinDecision.LEVEE, at=at, par=par)
    return True


def may_not_decide(*, lien: Lien, par: Any) -> bool:
    """Whether roles stand against a decision of this account on the link; False where groups decide.

    Whoever may for one of the pages that cite it decides; for what no page cites, the secrétariat.
    """
    if par is None or not governed(par):
        return False
    citing = lien.occurrences.filter(page__isnull=False).order_by()
    holders = [Held(*one) for one in citing.values_list("page__responsable", "page__adjoint").distinct()]
    return not any(may(user=par, act=Act.DECIDE_LINKS, page=one) for one in holders or [Held()])


def _ask_rights(lien: Lien, par: Any) -> None:
    if may_not_decide(lien=lien, par=par):
        raise ValidationError(NOT_YOURS, code="droits")


def expire_due(*, at: datetime) -> int:
    """End the decisions whose time has come; returns how many."""
    dues = Decision.objects.ouvertes().filter(jusqu_au__lte=at)
    with transaction.atomic():
        _lock(dues.values_list("lien_id", flat=True))
        echues = list(dues.all())
        _end(echues, FinDecision.EXPIREE, at=at)
    return len(echues)


def _lock(lien_ids: Iterable[int]) -> None:
    """Links first, decisions after them, as a run does: two writers then never wait for each other in a circle."""
    list(Lien.objects.select_for_update().filter(pk__in=list(lien_ids)).order_by("pk").values_list("pk"))


def ouvertes_pour(lien_ids: Collection[int]) -> dict[int, Decision]:
    """The decision that holds, by link."""
    return {decision.lien_id: decision for decision in Decision.objects.ouvertes().filter(lien_id__in=lien_ids)}


def overlays_de(decision: Decision | None, *, at: datetime) -> Overlays:
    """What this decision lays over a verdict made at `at`."""
    if decision is None or est_echue(decision, at):
        return Overlays()
    sorte = SorteDecision(decision.sorte)
    return Overlays(
        ignored=sorte is not SorteDecision.PAUSE,
        snoozed_until=decision.jusqu_au if sorte is SorteDecision.PAUSE else None,
        danger_cleared=sorte is SorteDecision.DANGER_ECARTE,
    )


def est_echue(decision: Decision, at: datetime) -> bool:
    """Whether the decision's time is over, whatever the schedule has written down of it."""
    return decision.jusqu_au is not None and decision.jusqu_au <= at


def est_reveillee(decision: Decision, *, classe: ObservationClass, etat: LienState) -> bool:
    """Whether this result is another one than the decision was taken on.

    A class that says nothing of the partner wakes nothing, nor does a suspicion that further failures of its kind
    confirm: who set the link aside had seen it fail. A new danger always wakes.
    """
    if classe in UNCOUNTED:
        return False
    if etat is LienState.DANGER and decision.etat != EtatLien.DANGER:
        return True
    if not decision.classe:
        return True
    d_alors = ObservationClass(decision.classe)
    if classe is not d_alors:
        return not (_meme_genre(classe, d_alors) and (classe not in ALIVE or etat == decision.etat))
    return classe in ALIVE and etat != decision.etat


def _meme_genre(une: ObservationClass, autre: ObservationClass) -> bool:
    """Whether two classes are one result to an editor: two ways to work, two ways not to answer at all."""
    return any({une, autre} <= genre for genre in (ALIVE - {ObservationClass.OK_REDIRECT_PERM}, NO_ANSWER))


def judge_with_decision(
    history: LinkHistory,
    observation: Observation,
    *,
    decision: Decision | None,
    at: datetime,
    rng: RandomSource,
) -> tuple[Verdict, bool]:
    """The verdict with what the decision lays over it, and whether the result wakes the decision.

    A decision that wakes no longer silences: the verdict is then the one without it.
    """
    verdict = judge(history, observation, at=at, rng=rng, overlays=overlays_de(decision, at=at))
    if decision is None or est_echue(decision, at):
        return verdict, False
    if decision.sorte == SorteDecision.REDIRECTION and observation.class_ in ALIVE:
        reveillee = _mene_ailleurs(history, observation)
    else:
        reveillee = est_reveillee(decision, classe=observation.class_, etat=verdict.state)
    return (judge(history, observation, at=at, rng=rng), True) if reveillee else (verdict, False)


def _mene_ailleurs(history: LinkHistory, observation: Observation) -> bool:
    """Whether the redirect that was accepted now leads to another address, or is gone."""
    return observation.moved_to != history.moved_to and bool(
        observation.chain or observation.class_ is not ObservationClass.NOT_MODIFIED
    )


def wake_decisions(decisions: list[Decision], *, at: datetime) -> None:
    """End decisions whose link gave another result: it is back in the editors' list."""
    _end(decisions, FinDecision.REVEILLEE, at=at)


def _est_la_meme(
    ouverte: Decision, lien: Lien, sorte: SorteDecision, par: Any, raison: str, jusqu_au: datetime | None
) -> bool:
    return (ouverte.sorte, ouverte.raison, ouverte.par_id, ouverte.jusqu_au, ouverte.classe, ouverte.etat) == (
        sorte,
        raison.strip()[:RAISON_AU_PLUS],
        par.pk if par else None,
        jusqu_au,
        lien.classe,
        lien.etat,
    )


def _end(decisions: list[Decision], fin: FinDecision, *, at: datetime, par: Any = None) -> None:
    if not decisions:
        return
    ouvertes = Decision.objects.ouvertes().filter(pk__in=[decision.pk for decision in decisions])
    ouvertes.update(terminee_le=at, fin=fin, levee_par=par)
    liens = [decision.lien_id for decision in decisions]
    Lien.objects.filter(pk__in=liens, mis_de_cote=True).update(mis_de_cote=False)
    if Lien.objects.filter(pk__in=liens, confirme_le__isnull=False).update(confirme_le=None):
        links_changed.send(sender=Lien, ids=frozenset(liens), told=frozenset())


def _apply(lien: Lien, sorte: SorteDecision, *, at: datetime) -> None:
    """What the registry says of a decision, for those who may not read decisions: pages, templates, the index."""
    if sorte in MISES_DE_COTE:
        Lien.objects.filter(pk=lien.pk).update(mis_de_cote=True)
    else:
        Lien.objects.filter(pk=lien.pk).update(confirme_le=at)
        links_changed.send(sender=Lien, ids=frozenset([lien.pk]), told=frozenset())
    if sorte is SorteDecision.DANGER_ECARTE:
        _clear_danger(lien, at=at)


def _clear_danger(lien: Lien, *, at: datetime) -> None:
    """Back to « not yet checked », due now: the next check judges afresh, with the decision lying over it."""
    suivi = Suivi.objects.filter(lien=lien).first()
    if suivi is not None:
        history = LinkHistory.from_json(suivi.historique)
        if history.state is LienState.DANGER:
            suivi.historique = LinkHistory(
                changes=history.changes, last_checked_at=history.last_checked_at, state_since=at
            ).as_json()
            suivi.save(update_fields=["historique"])
            Lien.objects.filter(pk=lien.pk).update(etat_depuis=at)
    Lien.objects.filter(pk=lien.pk).update(etat=EtatLien.NOUVEAU, prochain_controle_le=at)
    links_changed.send(sender=Lien, ids=frozenset([lien.pk]), told=frozenset([lien.pk]))
