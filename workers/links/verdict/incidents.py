"""Judging many observations together: our own outage, a host that is down as a whole. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workers.links.client.classes import ALIVE, NETWORK, NO_ANSWER, UNCOUNTED, UNVERIFIABLE, ObservationClass
from workers.links.client.classify import registrable_domain

SELF_OUTAGE_DOMAINS = 20
SELF_OUTAGE_SHARE = 0.30
INCIDENT_LINKS = 3
INCIDENT_SHARE = 0.80
# A site that turns robots away is not down.
NO_FAILURE = ALIVE | UNCOUNTED | UNVERIFIABLE


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One observation of a run: the host asked, whether its link was OK before, what was seen now."""

    host: str
    was_ok: bool
    class_: ObservationClass


def is_self_outage(run: Iterable[RunEntry], *, canaries_before: bool = True, canaries_after: bool = True) -> bool:
    """Whether a run says more about the checker's own network than about anybody's links.

    A canary that fails on either side of the run says so; else more than 30 % of at least 20 domains that
    were OK and that fail with network classes. A domain with one living link is alive.
    """
    if not (canaries_before and canaries_after):
        return True
    alive: dict[str, bool] = {}
    for entry in run:
        if not entry.was_ok or entry.class_ in UNCOUNTED:
            continue
        domain = registrable_domain(entry.host)
        alive[domain] = alive.get(domain, False) or entry.class_ not in NETWORK
    failed = sum(not living for living in alive.values())
    return len(alive) >= SELF_OUTAGE_DOMAINS and failed > SELF_OUTAGE_SHARE * len(alive)


def canaries_alive(classes: Sequence[ObservationClass]) -> bool:
    """Whether our network works, by sites that do not fail together: one living answer is enough."""
    return not classes or any(class_ in ALIVE or class_ not in NETWORK for class_ in classes)


@dataclass(frozen=True, slots=True)
class HostFailure:
    """A host that is down as a whole: what most of its links share, how many of them, of how many that count."""

    class_: ObservationClass
    failing: int
    counted: int


def host_failure(classes: Mapping[ObservationClass, int]) -> HostFailure | None:
    """Whether a host is down as a whole, from how many of its links were last seen how.

    All the ways in which a machine does not answer are one failure: a host that is down shows several of them.
    """
    counted = sum(times for class_, times in classes.items() if class_ not in UNCOUNTED)
    if counted < INCIDENT_LINKS:
        return None
    alike: Counter[ObservationClass] = Counter()
    shown: dict[ObservationClass, ObservationClass] = {}
    for class_, times in sorted(classes.items(), key=lambda pair: -pair[1]):
        if class_ not in NO_FAILURE:
            kind = ObservationClass.REFUSED if class_ in NO_ANSWER else class_
            alike[kind] += times
            shown.setdefault(kind, class_)
    if not alike:
        return None
    kind, failing = alike.most_common(1)[0]
    return HostFailure(shown[kind], failing, counted) if failing >= INCIDENT_SHARE * counted else None
