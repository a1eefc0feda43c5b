"""The table of verdicts: how often and for how long a class must be seen before it means something.

Changing a rule is changing a line here; try it first with `python manage.py simulate_link`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.observation import Observation

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Group(StrEnum):
    """What an observation does to the state of a link."""

    ALIVE = "alive"
    FAILING = "failing"
    UNVERIFIABLE = "unverifiable"
    TAKEN_OVER = "taken_over"
    UNSAFE = "unsafe"
    MAINTENANCE = "maintenance"
    UNCOUNTED = "uncounted"


@dataclass(frozen=True, slots=True)
class Rule:
    """`strikes` failures over at least `span` since the first one break a link; None never does.

    `rechecks` are delays since the first failure; past the last one, that one is counted from now.
    """

    key: str
    group: Group
    strikes: int | None = None
    span: timedelta = timedelta()
    rechecks: tuple[timedelta, ...] = ()

    @property
    def only_recheck(self) -> timedelta:
        """The delay of a rule that has one."""
        [delay] = self.rechecks
        return delay


def _failing(key: str, strikes: int | None, span: timedelta, *rechecks: timedelta) -> Rule:
    return Rule(key, Group.FAILING, strikes, span, rechecks)


ALIVE = Rule("alive", Group.ALIVE)
UNVERIFIABLE = Rule("unverifiable", Group.UNVERIFIABLE, rechecks=(7 * DAY,))
SYNTAX_ONLY = Rule("syntax_only", Group.UNVERIFIABLE, rechecks=(90 * DAY,))
MAINTENANCE = Rule("maintenance", Group.MAINTENANCE, rechecks=(HOUR, DAY, 3 * DAY))
TAKEN_OVER = Rule("taken_over", Group.TAKEN_OVER, rechecks=(DAY,))
UNSAFE = Rule("unsafe", Group.UNSAFE, rechecks=(7 * DAY,))
NEXT_RUN = Rule("next_run", Group.UNCOUNTED, rechecks=(timedelta(minutes=10),))
SKIPPED = Rule("skipped", Group.UNCOUNTED, rechecks=(HOUR,))
SYNTAX = _failing("syntax", 1, timedelta(), 30 * DAY)
GONE_410 = _failing("gone_410", 2, 6 * HOUR, HOUR, 6 * HOUR)
GONE = _failing("gone", 2, DAY, HOUR, DAY)
DNS_NX = _failing("dns_nx", 3, 2 * DAY, HOUR, DAY, 2 * DAY)
NETWORK = _failing("network", 3, 3 * DAY, HOUR, DAY, 3 * DAY)
CERTIFICATE = _failing("certificate", 2, DAY, 6 * HOUR, DAY)
REDIRECT = _failing("redirect", 2, DAY, HOUR, DAY)

RULES: dict[C, Rule] = {
    C.OK: ALIVE,
    C.OK_REDIRECT_TEMP: ALIVE,
    C.OK_REDIRECT_PERM: ALIVE,
    C.NOT_MODIFIED: ALIVE,
    C.FRAGMENT_MISSING: ALIVE,
    C.TLS_CHAIN: ALIVE,
    C.GONE: GONE,
    C.CLIENT_ERROR: GONE,
    C.SOFT_GONE: GONE,
    C.TYPE_DRIFT: GONE,
    C.DNS_NX: DNS_NX,
    C.REFUSED: NETWORK,
    C.RESET: NETWORK,
    C.TIMEOUT_DNS: NETWORK,
    C.TIMEOUT_CONNECT: NETWORK,
    C.TIMEOUT_TLS: NETWORK,
    C.TIMEOUT_HEADERS: NETWORK,
    C.TIMEOUT_BODY: NETWORK,
    C.SERVER_ERROR: NETWORK,
    C.DNS_FAIL: NETWORK,
    C.PROTOCOL: NETWORK,
    C.TLS_EXPIRED: CERTIFICATE,
    C.TLS_NAME: CERTIFICATE,
    # Browsers refuse it with a full-page warning, as they do an expired certificate.
    C.TLS_SELFSIGNED: CERTIFICATE,
    # A handshake may fail for a moment, where a certificate does not change its mind.
    C.TLS_PROTO: NETWORK,
    C.REDIRECT_LOOP: REDIRECT,
    C.REDIRECT_MANY: REDIRECT,
    C.REDIRECT_BAD: REDIRECT,
    C.DOMAIN_DRIFT: TAKEN_OVER,
    C.PARKED: TAKEN_OVER,
    C.UNSAFE_TARGET: UNSAFE,
    C.INVALID_URL: SYNTAX,
    C.UNSUPPORTED: SYNTAX,
    C.AUTH: UNVERIFIABLE,
    C.BLOCKED: UNVERIFIABLE,
    C.RATE_LIMITED: UNVERIFIABLE,
    C.LEGAL: UNVERIFIABLE,
    C.SKIPPED_ROBOTS: UNVERIFIABLE,
    C.SKIPPED_COOLDOWN: SKIPPED,
    C.INCONCLUSIVE_SELF: NEXT_RUN,
}
RULES_BY_KEY: dict[str, Rule] = {rule.key: rule for rule in (*RULES.values(), GONE_410, MAINTENANCE, SYNTAX_ONLY)}

OK_CADENCE = (DAY, 3 * DAY, 7 * DAY, 14 * DAY)
# How long a link has been broken, and how often it is looked at until then.
BROKEN_CADENCE = ((7 * DAY, DAY), (90 * DAY, 7 * DAY), (timedelta.max, 30 * DAY))
JITTER = 0.1
RECOVERY_GAP = HOUR
REPLACEMENT_GAP = DAY
TLS_SOON = 14 * DAY
#: Of the life of a certificate: whoever renews it by himself does so before that is left.
TLS_SHARE = 1 / 3
FLAPPING_WINDOW = 14 * DAY
FLAPPING_CHANGES = 4
MAINTENANCE_GRACE = (HOUR, DAY)
DANGER_SIGNALS = 2
TAKEOVER_SIGNALS = frozenset(
    {
        Signal.FOR_SALE,
        Signal.PARKING_HOST,
        Signal.PARKING_SCRIPT,
        Signal.PARKING_NAME,
        Signal.DEFAULT_PAGE,
        Signal.SPAM_WORDS,
        Signal.OTHER_DOMAIN,
        Signal.OTHER_TITLE,
        Signal.OTHER_TEXT,
        Signal.SMALL,
    }
)


def rule_for(observation: Observation) -> Rule:
    """The line of the table that holds for this observation."""
    class_, signals = observation.class_, observation.signals
    if class_ is C.UNSUPPORTED and signals & {Signal.SYNTAX_ONLY, Signal.PORT}:
        return SYNTAX_ONLY
    if class_ is C.GONE and observation.status == 410:
        return GONE_410
    if class_ is C.SERVER_ERROR and Signal.MAINTENANCE in signals:
        return MAINTENANCE
    if class_ is C.TYPE_DRIFT and Signal.NEVER_SEEN in signals:
        # An ending in an address proves nothing: nobody has seen a document there.
        return UNVERIFIABLE
    return RULES[class_]
