"""Links seen again and again, without a network, a clock or chance."""

from datetime import UTC, datetime, timedelta

from workers.links.client.observation import Observation
from workers.links.verdict.policy import LinkHistory, judge

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class NoJitter:
    def random(self):
        return 0.0


def saw(class_, at=START, **more):
    return Observation(url="https://exemple.test/", class_=class_, started_at=at, **more)


def told(*steps, history=None, overlays=None):
    """The verdicts on observations (class, hours since the start, further fields)."""
    verdicts = []
    history = history or LinkHistory()
    for class_, hours, *more in steps:
        at = START + hours * HOUR
        observation = saw(class_, at, **(more[0] if more else {}))
        verdicts.append(judge(history, observation, at=at, rng=NoJitter(), overlays=overlays))
        history = verdicts[-1].history
    return verdicts


def states(*steps, **more):
    return [verdict.state for verdict in told(*steps, **more)]


def delays(*steps, **more):
    """Hours from each observation to the next check."""
    return [(one.next_check_at - one.history.last_checked_at) / HOUR for one in told(*steps, **more)]
