"""Incidents in the database: opened when a whole site or one link fails for sure, closed when it recovers."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Count

from pages.enums import EtatLien
from pages.models import Lien
from workers.links.classes import ALIVE, NO_ANSWER, UNCOUNTED, ObservationClass
from workers.links.incidents import NO_FAILURE, HostFailure, host_failure
from workers.links.models import Incident
from workers.links.observation import Observation

HORS_SERVICE = frozenset({EtatLien.CASSE, EtatLien.DANGER})
# These say that the machine itself is down: one page that answers proves the contrary.
MACHINE = NO_ANSWER | {ObservationClass.DNS_NX}


def mettre_a_jour(observations: Sequence[tuple[Lien, Observation]], *, now: datetime) -> None:
    """Open and close the incidents of the hosts and links of a run, whose new states are already written."""
    vues: dict[str, Counter[ObservationClass]] = defaultdict(Counter)
    for lien, observation in observations:
        if lien.hote and observation.class_ not in UNCOUNTED:
            vues[lien.hote][observation.class_] += 1
    ouverts = {incident.hote: incident for incident in Incident.objects.ouverts().de_sites().filter(hote__in=vues)}
    suspects = {hote for hote, classes in vues.items() if hote in ouverts or set(classes) - NO_FAILURE}
    pannes = _pannes(suspects)
    for hote in suspects:
        _suivre(hote, ouverts.get(hote), pannes.get(hote), vues[hote], now=now)
    _suivre_les_liens([lien for lien, _ in observations], now=now)


def _pannes(hotes: Collection[str]) -> dict[str, HostFailure]:
    """The hosts that are down as a whole, from the latest class of each of their cited links."""
    classes: dict[str, dict[ObservationClass, int]] = defaultdict(dict)
    if hotes:
        rows = Lien.objects.cites().filter(hote__in=hotes).exclude(classe="").order_by()
        for hote, classe, nombre in rows.values_list("hote", "classe").annotate(nombre=Count("pk")):
            classes[hote][ObservationClass(classe)] = nombre
    found = {hote: host_failure(seen) for hote, seen in classes.items()}
    return {hote: failure for hote, failure in found.items() if failure is not None}


def _suivre(
    hote: str,
    ouvert: Incident | None,
    panne: HostFailure | None,
    vues: Mapping[ObservationClass, int],
    *,
    now: datetime,
) -> None:
    repond = bool(ALIVE & vues.keys())
    if panne is not None and repond and panne.class_ in MACHINE:
        panne = None
    if panne is None:
        if ouvert is not None:
            Incident.objects.filter(pk=ouvert.pk).update(ferme_le=max(now, ouvert.ouvert_le))
        return
    if ouvert is None:
        # Of two runs that see it at once, the constraint lets one open it.
        Incident.objects.bulk_create(
            [
                Incident(
                    hote=hote,
                    classe=panne.class_.value,
                    ouvert_le=now,
                    liens_touches=panne.failing,
                    liens_suivis=panne.counted,
                )
            ],
            ignore_conflicts=True,
        )
        _absorber(hote, now=now)
        return
    Incident.objects.filter(pk=ouvert.pk).update(
        classe=panne.class_.value, liens_touches=panne.failing, liens_suivis=panne.counted
    )


def _absorber(hote: str, *, now: datetime) -> None:
    """A site's incident stands for those of its links."""
    Incident.objects.ouverts().filter(hote=hote, lien__isnull=False, ouvert_le__lte=now).update(ferme_le=now)


def _suivre_les_liens(liens: Sequence[Lien], *, now: datetime) -> None:
    """One incident per link that is broken or dangerous while its site works."""
    retablis = [lien.pk for lien in liens if lien.etat not in HORS_SERVICE]
    Incident.objects.ouverts().filter(lien_id__in=retablis, ouvert_le__lte=now).update(ferme_le=now)
    perdus = [lien for lien in liens if lien.etat in HORS_SERVICE]
    if not perdus:
        return
    hotes = Incident.objects.ouverts().de_sites().filter(hote__in={lien.hote for lien in perdus})
    en_panne = set(hotes.values_list("hote", flat=True))
    Incident.objects.bulk_create(
        [
            Incident(hote=lien.hote, lien=lien, classe=lien.classe, ouvert_le=now)
            for lien in perdus
            if lien.hote not in en_panne
        ],
        ignore_conflicts=True,
    )
