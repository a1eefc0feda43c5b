"""What runs teach about whole sites: pauses that they ask for, certificates that end, walls against robots."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from liens.models import Lien
from workers.links.client.classes import ALIVE, ObservationClass
from workers.links.client.observation import Observation
from workers.links.models import EtatHote

COLONNES = ["pause_jusqu_au", "certificat_jusqu_au", "robots_ecartes_depuis"]


def etats_de(hotes: Collection[str]) -> dict[str, EtatHote]:
    """The rows of these hosts, made where missing, locked in one order so that two runs never wait for each other."""
    EtatHote.objects.bulk_create([EtatHote(hote=hote) for hote in sorted(set(hotes))], ignore_conflicts=True)
    rows = EtatHote.objects.select_for_update().filter(hote__in=hotes).order_by("hote")
    return {row.hote: row for row in rows}


def learn_hosts(observations: Sequence[tuple[Lien, Observation]], *, now: datetime) -> None:
    """Write what the observations of a run say of their hosts. A pause is only ever prolonged."""
    par_hote: dict[str, list[Observation]] = defaultdict(list)
    for lien, observation in observations:
        if lien.hote and _parle_du_site(observation):
            par_hote[lien.hote].append(observation)
    if not par_hote:
        return
    etats = etats_de(par_hote)
    for hote, vues in par_hote.items():
        _learn(etats[hote], vues, now=now)
    EtatHote.objects.bulk_update(etats.values(), COLONNES)


def _parle_du_site(observation: Observation) -> bool:
    return bool(
        observation.retry_after_s
        or observation.tls_not_after
        or observation.class_ in ALIVE
        or observation.class_ is ObservationClass.BLOCKED
    )


def _learn(etat: EtatHote, vues: Iterable[Observation], *, now: datetime) -> None:
    for vue in vues:
        if vue.retry_after_s:
            pause = now + timedelta(seconds=vue.retry_after_s)
            etat.pause_jusqu_au = max(pause, etat.pause_jusqu_au or pause)
        if vue.tls_not_after:
            etat.certificat_jusqu_au = vue.tls_not_after
        if vue.class_ is ObservationClass.BLOCKED:
            etat.robots_ecartes_depuis = etat.robots_ecartes_depuis or vue.started_at
        elif vue.class_ in ALIVE:
            etat.robots_ecartes_depuis = None
