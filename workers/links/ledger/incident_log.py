"""Incidents in the database: opened when a whole site or one link fails for sure, closed when it recovers."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from liens.enums import EtatLien
from liens.models import Lien
from workers.links.client.classes import NO_ANSWER, UNCOUNTED, ObservationClass
from workers.links.client.observation import Observation
from workers.links.models import Incident
from workers.links.verdict.incidents import NO_FAILURE, HostFailure, host_failure

HORS_SERVICE = frozenset({EtatLien.CASSE, EtatLien.DANGER})
# Whatever page is asked for, these concern the site itself: the links checked lately speak for all the others.
DU_SITE = frozenset(
    {
        ObservationClass.DNS_NX,
        ObservationClass.DNS_FAIL,
        ObservationClass.REFUSED,
        ObservationClass.TIMEOUT_DNS,
        ObservationClass.TIMEOUT_CONNECT,
        ObservationClass.TIMEOUT_TLS,
        ObservationClass.TLS_EXPIRED,
        ObservationClass.TLS_NAME,
        ObservationClass.TLS_SELFSIGNED,
    }
)
LATELY = timedelta(days=1)
# These say that nothing answers: one page that answers, be it with an error, proves the contrary.
MACHINE = NO_ANSWER | DU_SITE


def update_incidents(observations: Sequence[tuple[Lien, Observation]], *, now: datetime) -> None:
    """Open and close the incidents of the hosts and links of a run, whose new states are already written."""
    vues: dict[str, Counter[ObservationClass]] = defaultdict(Counter)
    for lien, observation in observations:
        if lien.hote and observation.class_ not in UNCOUNTED:
            vues[lien.hote][observation.class_] += 1
    ouverts = {incident.hote: incident for incident in Incident.objects.ouverts().de_sites().filter(hote__in=vues)}
    suspects = {hote for hote, classes in vues.items() if hote in ouverts or set(classes) - NO_FAILURE}
    pannes = _pannes(suspects, now=now)
    for hote in sorted(suspects):
        _follow(hote, ouverts.get(hote), pannes.get(hote), vues[hote], now=now)
    _follow_links([lien for lien, _ in observations], now=now)


def _pannes(hotes: Collection[str], *, now: datetime) -> dict[str, HostFailure]:
    """The hosts that are down as a whole, from the latest class of each of their cited links.

    A big site is checked over two weeks: what concerns the site itself is judged by the links of the last day.
    """
    tous = _classes(hotes)
    found = {hote: failure for hote, seen in tous.items() if (failure := host_failure(seen)) is not None}
    for hote, seen in _classes(set(hotes) - found.keys(), depuis=now - LATELY).items():
        failure = host_failure(seen)
        if failure is not None and failure.class_ in DU_SITE:
            found[hote] = replace(failure, counted=sum(tous[hote].values()))
    return found


def _classes(hotes: Collection[str], *, depuis: datetime | None = None) -> dict[str, dict[ObservationClass, int]]:
    classes: dict[str, dict[ObservationClass, int]] = defaultdict(dict)
    if hotes:
        rows = Lien.objects.cites().filter(hote__in=hotes).exclude(classe="").order_by()
        if depuis is not None:
            rows = rows.filter(controle_le__gt=depuis)
        for hote, classe, nombre in rows.values_list("hote", "classe").annotate(nombre=Count("pk")):
            classes[hote][ObservationClass(classe)] = nombre
    return classes


def _follow(
    hote: str,
    ouvert: Incident | None,
    panne: HostFailure | None,
    vues: Mapping[ObservationClass, int],
    *,
    now: datetime,
) -> None:
    repond = bool(vues.keys() - MACHINE)
    if panne is not None and repond and panne.class_ in MACHINE:
        panne = None
    if panne is None:
        if ouvert is not None and (repond or ObservationClass(ouvert.classe) not in MACHINE):
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
        _absorb(hote, now=now)
        return
    Incident.objects.filter(pk=ouvert.pk).update(
        classe=panne.class_.value, liens_touches=panne.failing, liens_suivis=panne.counted
    )


def _absorb(hote: str, *, now: datetime) -> None:
    """A site's incident stands for those of its links."""
    Incident.objects.ouverts().filter(hote=hote, lien__isnull=False, ouvert_le__lte=now).update(ferme_le=now)


def _follow_links(liens: Sequence[Lien], *, now: datetime) -> None:
    """One incident per link that is broken or dangerous while its site works; none for those of a C.A.P. alone."""
    retablis = [lien.pk for lien in liens if lien.etat not in HORS_SERVICE]
    Incident.objects.ouverts().filter(lien_id__in=retablis, ouvert_le__lte=now).update(ferme_le=now)
    perdus = [lien for lien in liens if lien.etat in HORS_SERVICE and not lien.prive]
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


def close_abandoned(*, now: datetime) -> int:
    """Close the incidents of links and sites that no page cites any more; returns how many."""
    ouverts = Incident.objects.ouverts().filter(ouvert_le__lte=now)
    gone = Q(lien__etat=EtatLien.RETIRE) | Q(lien__prive=True)
    seuls = ouverts.filter(gone, lien__isnull=False).update(ferme_le=now)
    cites = Lien.objects.cites().filter(hote=OuterRef("hote"))
    return seuls + ouverts.filter(~Exists(cites), lien__isnull=True).update(ferme_le=now)
