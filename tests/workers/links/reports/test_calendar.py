"""Due dates: the hours of Paris, whatever clocks do."""

from datetime import UTC, datetime

import pytest

from workers.links.reports.calendar import dernier_creneau, prochain_creneau

HEBDOMADAIRE = {"rythme": "semaine", "jour": 0, "heure": 8}


@pytest.mark.parametrize(
    ("maintenant", "reglage", "dernier", "prochain"),
    [
        # A Monday at 7:59 in Paris, then at 8:00.
        ("2026-03-02T06:59", HEBDOMADAIRE, "2026-02-23T07:00", "2026-03-02T07:00"),
        ("2026-03-02T07:00", HEBDOMADAIRE, "2026-03-02T07:00", "2026-03-09T07:00"),
        # Summer time begins on Sunday 29 March 2026: 8:00 is then 6:00 UTC.
        ("2026-03-28T12:00", HEBDOMADAIRE, "2026-03-23T07:00", "2026-03-30T06:00"),
        # 2:00 does not exist on that Sunday; the report leaves once, at 3:00 by the new clock.
        ("2026-03-29T12:00", {"rythme": "semaine", "jour": 6, "heure": 2}, "2026-03-29T01:00", "2026-04-05T00:00"),
        # Friday evening: the next working day is Monday.
        ("2026-03-06T20:00", {"rythme": "jour", "jour": 0, "heure": 8}, "2026-03-06T07:00", "2026-03-09T07:00"),
        # The first Tuesday of the month.
        ("2026-03-04T12:00", {"rythme": "mois", "jour": 1, "heure": 8}, "2026-03-03T07:00", "2026-04-07T06:00"),
        ("2026-03-02T12:00", {"rythme": "mois", "jour": 1, "heure": 8}, "2026-02-03T07:00", "2026-03-03T07:00"),
        # Midnight of Paris is the evening before in UTC.
        ("2026-03-01T23:30", {"rythme": "semaine", "jour": 0, "heure": 0}, "2026-03-01T23:00", "2026-03-08T23:00"),
    ],
)
def test_due_dates_around_a_moment(maintenant, reglage, dernier, prochain):
    moment = datetime.fromisoformat(maintenant).replace(tzinfo=UTC)
    found = (dernier_creneau(moment, **reglage), prochain_creneau(moment, **reglage))
    assert tuple(one.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for one in found) == (dernier, prochain)
