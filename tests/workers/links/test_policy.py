import random
from dataclasses import replace

import pytest

from tests.workers.links.histories import DAY, HOUR, START, NoJitter, saw, states, told
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.verdict.policy import LinkHistory, Overlays, judge
from workers.links.verdict.rules import RULES


def test_every_class_has_a_rule():
    assert set(RULES) == set(C)


@pytest.mark.parametrize(
    ("class_", "more", "hours", "expected"),
    [
        (C.INVALID_URL, {}, [0], [S.BROKEN]),
        (C.UNSUPPORTED, {}, [0], [S.BROKEN]),
        (C.GONE, {"status": 410}, [0, 1, 6], [S.SUSPECT, S.SUSPECT, S.BROKEN]),
        (C.GONE, {"status": 410}, [0, 5, 5.9], [S.SUSPECT, S.SUSPECT, S.SUSPECT]),
        (C.GONE, {"status": 404}, [0, 6, 23.9, 24], [S.SUSPECT, S.SUSPECT, S.SUSPECT, S.BROKEN]),
        (C.CLIENT_ERROR, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.SOFT_GONE, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.TYPE_DRIFT, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.DNS_NX, {}, [0, 48], [S.SUSPECT, S.SUSPECT]),
        (C.DNS_NX, {}, [0, 1, 47.9, 48], [S.SUSPECT, S.SUSPECT, S.SUSPECT, S.BROKEN]),
        *(
            (class_, {}, [0, 1, 71.9, 72], [S.SUSPECT, S.SUSPECT, S.SUSPECT, S.BROKEN])
            for class_ in (
                C.REFUSED,
                C.RESET,
                C.TIMEOUT_DNS,
                C.TIMEOUT_CONNECT,
                C.TIMEOUT_TLS,
                C.TIMEOUT_HEADERS,
                C.TIMEOUT_BODY,
                C.SERVER_ERROR,
                C.DNS_FAIL,
                C.PROTOCOL,
            )
        ),
        (C.TLS_EXPIRED, {}, [0, 23.9, 24], [S.SUSPECT, S.SUSPECT, S.BROKEN]),
        (C.TLS_NAME, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.REDIRECT_LOOP, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.REDIRECT_MANY, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.REDIRECT_BAD, {}, [0, 24], [S.SUSPECT, S.BROKEN]),
        (C.TLS_CHAIN, {}, [0, 24, 240], [S.ATTENTION] * 3),
        *(
            (class_, {}, [0, 24, 240, 2400], [S.UNVERIFIABLE] * 4)
            for class_ in (C.BLOCKED, C.AUTH, C.RATE_LIMITED, C.LEGAL, C.SKIPPED_ROBOTS)
        ),
        *((class_, {}, [0, 24, 240], [S.NEW] * 3) for class_ in (C.INCONCLUSIVE_SELF, C.SKIPPED_COOLDOWN)),
        (C.UNSAFE_TARGET, {}, [0], [S.DANGER]),
        (C.PARKED, {"signals": frozenset({Signal.FOR_SALE})}, [0, 24], [S.ATTENTION, S.ATTENTION]),
        (C.PARKED, {"signals": frozenset({Signal.FOR_SALE, Signal.PARKING_SCRIPT})}, [0], [S.DANGER]),
        (C.DOMAIN_DRIFT, {"signals": frozenset({Signal.SPAM_WORDS})}, [0], [S.ATTENTION]),
        (C.DOMAIN_DRIFT, {"signals": frozenset({Signal.OTHER_DOMAIN, Signal.OTHER_TEXT})}, [0], [S.DANGER]),
        (C.DOMAIN_DRIFT, {"signals": frozenset({Signal.OTHER_DOMAIN, Signal.CHAIN})}, [0], [S.ATTENTION]),
    ],
)
def test_judge_follows_the_table(class_, more, hours, expected):
    assert states(*((class_, hour, more) for hour in hours)) == expected


@pytest.mark.parametrize(
    ("class_", "more", "delays"),
    [
        (C.GONE, {"status": 410}, [1, 5]),
        (C.GONE, {"status": 404}, [1, 23]),
        (C.DNS_NX, {}, [1, 23, 24]),
        (C.SERVER_ERROR, {}, [1, 23, 48]),
        (C.TLS_NAME, {}, [6, 18]),
        (C.REDIRECT_LOOP, {}, [1, 23]),
        (C.BLOCKED, {}, [168, 168]),
        (C.OK, {}, [24, 72, 168, 336, 336]),
        (C.PARKED, {}, [24, 24]),
    ],
)
def test_judge_sets_the_next_check(class_, more, delays):
    history, at, found = LinkHistory(), START, []
    for _ in delays:
        verdict = judge(history, saw(class_, at, **more), at=at, rng=NoJitter())
        found.append((verdict.next_check_at - at) / HOUR)
        history, at = verdict.history, verdict.next_check_at
    assert found == delays


def test_judge_spreads_next_checks_and_never_before_the_delay():
    rng = random.Random(3)
    delays = [judge(LinkHistory(), saw(C.OK), at=START, rng=rng).next_check_at - START for _ in range(50)]

    assert min(delays) >= DAY
    assert max(delays) <= 1.1 * DAY
    assert len(set(delays)) == 50


def test_judge_broken_is_checked_daily_then_weekly_then_monthly():
    history = LinkHistory(state=S.BROKEN, state_since=START, strikes=3, failing_since=START, episode=("gone",))
    delays = [
        (judge(history, saw(C.GONE), at=START + age * DAY, rng=NoJitter()).next_check_at - START) - age * DAY
        for age in (1, 6.9, 7, 89, 90, 300)
    ]

    assert delays == [DAY, DAY, 7 * DAY, 7 * DAY, 30 * DAY, 30 * DAY]


def test_judge_one_ok_clears_a_suspicion():
    verdicts = told((C.OK, 0), (C.GONE, 24), (C.OK, 25), (C.GONE, 49))

    assert [(v.state, v.history.strikes) for v in verdicts] == [(S.OK, 0), (S.SUSPECT, 1), (S.OK, 0), (S.SUSPECT, 1)]


def test_judge_broken_needs_two_oks_an_hour_apart():
    dead = [(C.GONE, 0), (C.GONE, 24)]

    assert states(*dead, (C.OK, 30), (C.OK, 30.5), (C.OK, 31))[2:] == [S.BROKEN, S.BROKEN, S.OK]


def test_judge_failure_between_two_oks_starts_the_recovery_again():
    dead = [(C.GONE, 0), (C.GONE, 24)]

    assert states(*dead, (C.OK, 30), (C.GONE, 31), (C.OK, 32), (C.OK, 33))[2:] == [S.BROKEN] * 3 + [S.OK]


def test_judge_mixed_failures_need_the_hardest_rule():
    mixed = states((C.TIMEOUT_HEADERS, 0), (C.GONE, 24), (C.GONE, 71), (C.GONE, 72))

    assert mixed == [S.SUSPECT, S.SUSPECT, S.SUSPECT, S.BROKEN]


def test_judge_mixed_failures_need_as_many_strikes_as_the_hardest_rule():
    """Long enough for both from the second on: only the count of the stricter rule holds the verdict back."""
    mixed = states((C.TIMEOUT_HEADERS, 0), (C.GONE, 72), (C.GONE, 73))

    assert mixed == [S.SUSPECT, S.SUSPECT, S.BROKEN]


def test_judge_hidden_link_never_breaks_and_ends_a_suspicion():
    assert states((C.GONE, 0), (C.BLOCKED, 12), (C.GONE, 24)) == [S.SUSPECT, S.UNVERIFIABLE, S.SUSPECT]


def test_judge_broken_link_that_hides_stays_broken():
    assert states((C.GONE, 0), (C.GONE, 24), (C.BLOCKED, 48))[-1] is S.BROKEN


@pytest.mark.parametrize("class_", [C.INCONCLUSIVE_SELF, C.SKIPPED_COOLDOWN])
def test_judge_uncounted_observation_changes_nothing(class_):
    before = told((C.OK, 0), (C.GONE, 24))[-1].history
    after = judge(before, saw(class_), at=START + 2 * DAY, rng=NoJitter())

    assert (after.counted, after.changed, after.notify) == (False, False, False)
    assert replace(after.history, last_checked_at=before.last_checked_at) == before


def test_judge_maintenance_is_not_counted_until_its_end_and_never_breaks():
    closed = {"status": 503, "retry_after_s": 7200, "signals": frozenset({Signal.MAINTENANCE})}
    verdicts = told(*((C.SERVER_ERROR, hours, closed) for hours in (0, 1, 2, 26, 74, 400)))

    assert [(v.state, v.counted, v.maintenance) for v in verdicts] == [
        (S.NEW, False, True),
        (S.NEW, False, True),
        *[(S.SUSPECT, True, True)] * 4,
    ]


def test_judge_danger_is_left_by_a_human_only():
    seized = told((C.UNSAFE_TARGET, 0), (C.OK, 24), (C.OK, 48))
    freed = judge(
        seized[-1].history, saw(C.OK), at=START + 3 * DAY, rng=NoJitter(), overlays=Overlays(danger_cleared=True)
    )

    assert [verdict.state for verdict in seized] == [S.DANGER] * 3
    assert freed.state is S.OK


def test_judge_retired_link_stays_retired():
    assert states((C.GONE, 0), (C.OK, 24), history=LinkHistory(state=S.RETIRED)) == [S.RETIRED, S.RETIRED]


@pytest.mark.parametrize(
    ("observation", "reasons"),
    [
        (saw(C.OK), set()),
        (saw(C.OK_REDIRECT_TEMP), set()),
        (saw(C.OK_REDIRECT_PERM), {R.MOVED}),
        (saw(C.OK, signals=frozenset({Signal.SLOW})), {R.SLOW}),
        (saw(C.OK_REDIRECT_TEMP, signals=frozenset({Signal.CHAIN})), {R.CHAIN}),
        (saw(C.OK, signals=frozenset({Signal.CREDENTIALS})), {R.CREDENTIALS}),
        (saw(C.AUTH, signals=frozenset({Signal.CREDENTIALS})), {R.CREDENTIALS}),
        (saw(C.FRAGMENT_MISSING), {R.FRAGMENT}),
        (saw(C.TLS_CHAIN), {R.TLS_CHAIN}),
        (saw(C.OK, tls_not_after=START + 7 * DAY), {R.TLS_SOON}),
        (saw(C.OK, tls_not_after=START + 30 * DAY), set()),
        (saw(C.OK, tls_not_before=START - DAY, tls_not_after=START + 5 * DAY), set()),
        (saw(C.OK, tls_not_before=START - 5 * DAY, tls_not_after=START + DAY), {R.TLS_SOON}),
    ],
)
def test_judge_gives_reasons_for_attention(observation, reasons):
    verdict = judge(LinkHistory(), observation, at=START, rng=NoJitter())

    assert (verdict.reasons, verdict.state) == (reasons, S.ATTENTION if reasons else S.OK)


def test_judge_offers_a_replacement_once_seen_twice_a_day_apart():
    moved = {"moved_to": "https://exemple.test/nouveau"}
    other = {"moved_to": "https://exemple.test/autre"}
    verdicts = told(
        (C.OK_REDIRECT_PERM, 0, moved),
        (C.OK_REDIRECT_PERM, 23, moved),
        (C.OK_REDIRECT_PERM, 24, moved),
        (C.OK_REDIRECT_PERM, 50, other),
        (C.OK, 80),
    )

    assert [verdict.replacement for verdict in verdicts] == ["", "", "https://exemple.test/nouveau", "", ""]


def test_judge_notifies_changes_only():
    verdicts = told((C.OK, 0), (C.OK, 24), (C.GONE, 48), (C.GONE, 49), (C.GONE, 72), (C.OK, 80), (C.OK, 81))

    assert [verdict.notify for verdict in verdicts] == [False, False, True, False, True, False, True]


@pytest.mark.parametrize(
    "overlays", [Overlays(ignored=True), Overlays(snoozed_until=START + 100 * HOUR)], ids=["ignored", "snoozed"]
)
def test_judge_overlay_silences_but_changes_no_state(overlays):
    [first, second] = told((C.GONE, 0), (C.GONE, 24), overlays=overlays)

    assert (first.notify, second.notify, second.state) == (False, False, S.BROKEN)


def test_judge_snooze_that_ended_speaks_again():
    [verdict] = told((C.GONE, 10), overlays=Overlays(snoozed_until=START + HOUR), history=LinkHistory(state=S.OK))

    assert verdict.notify


def test_judge_flapping_is_a_label_not_a_mail():
    steps = [(C.GONE if hour % 2 else C.OK, hour * 24) for hour in range(6)]
    verdicts = told(*steps)

    assert [verdict.flapping for verdict in verdicts] == [False] * 4 + [True] * 2
    assert [verdict.notify for verdict in verdicts] == [False, True, True, True, False, False]


def test_history_survives_json():
    history = told((C.OK_REDIRECT_PERM, 0, {"moved_to": "https://exemple.test/b"}), (C.GONE, 24), (C.DNS_NX, 25))[
        -1
    ].history

    assert LinkHistory.from_json(history.as_json()) == history
    assert LinkHistory.from_json(LinkHistory().as_json()) == LinkHistory()
