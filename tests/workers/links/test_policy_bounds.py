"""Where each rule begins and ends to hold: its last strike, its last hour, and what is remembered from then on."""

from dataclasses import replace

import pytest

from tests.workers.links.histories import DAY, HOUR, START, NoJitter, delays, saw, states, told
from workers.links.client.classes import AttentionReason as R
from workers.links.client.classes import LienState as S
from workers.links.client.classes import ObservationClass as C
from workers.links.client.classes import Signal
from workers.links.client.observation import Hop
from workers.links.verdict.policy import LinkHistory, Overlays, confidence_of_state, is_flapping, judge

NEW, OLD = "https://exemple.test/nouveau", "https://exemple.test/"
CLOSED = {"status": 503, "signals": frozenset({Signal.MAINTENANCE})}
LOGIN = {"signals": frozenset({Signal.CREDENTIALS})}
SEIZED = {"signals": frozenset({Signal.FOR_SALE, Signal.PARKING_SCRIPT})}
BROKEN = LinkHistory(state=S.BROKEN, state_since=START, strikes=2, failing_since=START - DAY, episode=("gone",))


def after(*steps, **more):
    """What is remembered after the last observation."""
    return told(*steps, **more)[-1].history


@pytest.mark.parametrize(
    ("class_", "more", "strikes", "span"),
    [
        (C.GONE, {"status": 410}, 2, 6),
        (C.GONE, {"status": 404}, 2, 24),
        (C.DNS_NX, {}, 3, 48),
        (C.REFUSED, {}, 3, 72),
        (C.TLS_NAME, {}, 2, 24),
        (C.REDIRECT_LOOP, {}, 2, 24),
    ],
)
def test_link_breaks_at_its_last_strike_and_is_then_seen_less_and_less(class_, more, strikes, span):
    hours = [0, *(span + number for number in range(strikes - 1))]
    found = told(*((class_, hour, more) for hour in hours))

    assert [one.state for one in found] == [S.SUSPECT] * (strikes - 1) + [S.BROKEN]
    assert [one.confidence for one in found] == [round(n / (strikes + 1), 2) for n in range(1, strikes)] + [1.0]
    ages = [0, 167, 168, 2159, 2160]
    seen = [(class_, hours[-1] + age, more) for age in ages]
    assert delays(*seen, history=found[-1].history) == [24, 24, 168, 168, 720]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(C.INVALID_URL, 0), (C.INVALID_URL, 1)], [720, 720]),
        ([(C.UNSUPPORTED, 0, {"signals": frozenset({Signal.SYNTAX_ONLY})})], [2160]),
        ([(C.UNSUPPORTED, 0, {"signals": frozenset({Signal.PORT})})], [2160]),
        ([(C.UNSAFE_TARGET, 0)], [168]),
        ([(C.INCONCLUSIVE_SELF, 0)], [1 / 6]),
        ([(C.SKIPPED_COOLDOWN, 0)], [1]),
        ([(C.SKIPPED_COOLDOWN, 0, {"retry_after_s": 60})], [1]),
        ([(C.SKIPPED_COOLDOWN, 0, {"retry_after_s": 7200})], [2]),
        # Too early, in time, at the very hour, late, and past the last.
        ([(C.GONE, 0), (C.GONE, 0.5)], [1, 23.5]),
        ([(C.DNS_NX, 0), (C.DNS_NX, 30), (C.DNS_NX, 40)], [1, 18, 8]),
        ([(C.DNS_NX, 0), (C.DNS_NX, 24)], [1, 24]),
        ([(C.DNS_NX, 0), (C.DNS_NX, 60)], [1, 24]),
        ([(C.TIMEOUT_BODY, 0), (C.GONE, 10, {"status": 410})], [1, 6]),
        ([(C.TIMEOUT_BODY, 0), (C.INVALID_URL, 1)], [1, 24]),
        # A broken link that answers is asked again an hour after the first answer.
        ([(C.GONE, 0), (C.GONE, 24), (C.OK, 30), (C.OK, 30.5), (C.OK, 31), (C.OK, 32)], [1, 24, 1, 0.5, 24, 72]),
        ([(C.GONE, 0), (C.GONE, 24), (C.BLOCKED, 25)], [1, 24, 168]),
        # The maintenance's own hours begin at its end.
        ([(C.SERVER_ERROR, hour, CLOSED) for hour in (0, 0.5, 1, 2, 25, 73)], [1, 0.5, 1, 23, 48, 24]),
        ([(C.SERVER_ERROR, 0, {**CLOSED, "retry_after_s": 7200})], [2]),
        ([(C.SERVER_ERROR, 0, {**CLOSED, "retry_after_s": 999_999})], [24]),
    ],
)
def test_next_check_comes_in_so_many_hours(steps, expected):
    assert delays(*steps) == expected


def test_address_of_which_only_the_syntax_is_read_is_not_verified():
    told_of = [told((C.UNSUPPORTED, 0, {"signals": frozenset({one})}))[0] for one in (Signal.SYNTAX_ONLY, Signal.PORT)]

    assert [(one.state, one.rule) for one in told_of] == [(S.UNVERIFIABLE, "syntax_only")] * 2
    assert [told((C.UNSUPPORTED, 0))[0].rule, told((C.BLOCKED, 0, LOGIN))[0].rule] == ["syntax", "unverifiable"]


def test_rule_that_was_followed_is_named():
    steps = [(C.GONE, 0, {"status": 410}), (C.GONE, 1), (C.SERVER_ERROR, 2), (C.SERVER_ERROR, 3, CLOSED), (C.OK, 4)]

    assert [one.rule for one in told(*steps)] == ["gone_410", "gone", "network", "maintenance", "alive"]


def test_failures_are_remembered_from_the_first_on_each_kind_once():
    assert after((C.OK, 0), (C.GONE, 24), (C.DNS_NX, 25), (C.GONE, 26)) == LinkHistory(
        state=S.SUSPECT,
        state_since=START + DAY,
        class_=C.GONE,
        strikes=3,
        failing_since=START + DAY,
        episode=("gone", "dns_nx"),
        last_checked_at=START + 26 * HOUR,
        last_verified_at=START,
        changes=(START + DAY,),
    )


def test_working_link_remembers_how_long_it_has_worked_and_none_of_its_failures():
    failed = LinkHistory(
        state=S.ATTENTION,
        state_since=START - DAY,
        strikes=2,
        failing_since=START - DAY,
        episode=("gone",),
        ok_streak=4,
        reasons=frozenset({R.SLOW}),
        first_recovery_at=START,
        maintenance_until=START,
    )

    assert after((C.OK, 0), history=failed) == LinkHistory(
        state=S.OK,
        state_since=START,
        class_=C.OK,
        ok_streak=5,
        last_checked_at=START,
        last_verified_at=START,
        changes=(START,),
    )


@pytest.mark.parametrize(("before", "streak"), [(S.OK, 3), (S.ATTENTION, 3), (S.SUSPECT, 1), (S.NEW, 1)])
def test_streak_goes_on_only_while_the_link_works(before, streak):
    assert after((C.OK, 0), history=LinkHistory(state=before, ok_streak=2)).ok_streak == streak


def test_recovery_that_began_is_forgotten_with_the_next_failure_and_with_what_hides():
    recovering = after((C.OK, 1), history=BROKEN)

    assert recovering == replace(
        BROKEN,
        class_=C.OK,
        first_recovery_at=START + HOUR,
        last_checked_at=START + HOUR,
        last_verified_at=START + HOUR,
    )
    assert [
        after((class_, 2, more), history=recovering).first_recovery_at
        for class_, more in ((C.GONE, {}), (C.BLOCKED, {}), (C.PARKED, SEIZED))
    ] == [None] * 3


def test_hidden_link_forgets_its_failures():
    failed = replace(BROKEN, state=S.SUSPECT, ok_streak=3, maintenance_until=START, reasons=frozenset({R.SLOW}))
    hidden = replace(LinkHistory(), state=S.UNVERIFIABLE, state_since=START, last_checked_at=START, changes=(START,))

    assert after((C.BLOCKED, 0), history=failed) == replace(hidden, class_=C.BLOCKED)
    assert after((C.AUTH, 0, LOGIN), history=failed) == replace(
        hidden, class_=C.AUTH, state=S.ATTENTION, reasons=frozenset({R.CREDENTIALS})
    )


def test_broken_link_that_hides_keeps_its_failures():
    assert after((C.BLOCKED, 1), history=BROKEN) == replace(BROKEN, class_=C.BLOCKED, last_checked_at=START + HOUR)


@pytest.mark.parametrize(
    ("before", "more", "state", "reasons"),
    [
        (S.OK, {}, S.ATTENTION, {R.CHANGED}),
        (S.SUSPECT, {}, S.SUSPECT, set()),
        (S.BROKEN, {}, S.BROKEN, set()),
        (S.OK, SEIZED, S.DANGER, set()),
        (S.BROKEN, SEIZED, S.DANGER, set()),
    ],
)
def test_sign_of_a_taken_over_domain_is_an_attention_two_are_a_danger(before, more, state, reasons):
    known = LinkHistory(state=before, state_since=START - DAY, ok_streak=3, strikes=1, first_recovery_at=START)
    moved = {} if state is before else {"state_since": START, "changes": (START,)}

    assert after((C.PARKED, 0, more), history=known) == replace(
        known,
        state=state,
        class_=C.PARKED,
        reasons=frozenset(reasons),
        ok_streak=0,
        first_recovery_at=None,
        last_checked_at=START,
        **moved,
    )


def test_unsafe_target_is_a_danger_from_the_first_time():
    known = LinkHistory(state=S.OK, ok_streak=3, reasons=frozenset({R.SLOW}))

    assert after((C.UNSAFE_TARGET, 0), history=known) == LinkHistory(
        state=S.DANGER, state_since=START, class_=C.UNSAFE_TARGET, last_checked_at=START, changes=(START,)
    )


CLEARED = Overlays(danger_cleared=True)


@pytest.mark.parametrize("step", [(C.UNSAFE_TARGET, 0), (C.PARKED, 0, SEIZED)])
@pytest.mark.parametrize("before", [S.OK, S.DANGER])
def test_danger_that_somebody_let_pass_asks_for_an_eye_only(step, before):
    [verdict] = told(step, history=LinkHistory(state=before), overlays=CLEARED)

    assert (verdict.state, verdict.reasons, verdict.changed, verdict.confidence) == (
        S.ATTENTION,
        frozenset({R.CHANGED}),
        True,
        0.9,
    )


def test_danger_that_somebody_let_pass_is_judged_as_a_new_link():
    seized = replace(BROKEN, state=S.DANGER, strikes=5)

    assert after((C.GONE, 0), history=seized, overlays=CLEARED) == LinkHistory(
        state=S.SUSPECT,
        state_since=START,
        class_=C.GONE,
        strikes=1,
        failing_since=START,
        episode=("gone",),
        last_checked_at=START,
        changes=(START,),
    )


def test_leave_to_pass_a_danger_changes_nothing_for_a_link_in_another_state():
    failed = replace(BROKEN, state=S.SUSPECT, strikes=1)

    assert after((C.GONE, 1), history=failed, overlays=CLEARED) == after((C.GONE, 1), history=failed)


def test_maintenance_has_an_end_once_and_another_after_the_link_has_worked():
    kept = after((C.OK, 0), (C.SERVER_ERROR, 24, CLOSED))

    assert kept.maintenance_until == START + 25 * HOUR
    assert [
        one.counted for one in told((C.SERVER_ERROR, 24.9, CLOSED), (C.SERVER_ERROR, 25, CLOSED), history=kept)
    ] == [False, True]
    assert after((C.OK, 26), (C.SERVER_ERROR, 50, CLOSED), history=kept).maintenance_until == START + 51 * HOUR


def test_maintenance_of_a_broken_link_leaves_it_broken_and_counts():
    [verdict] = told((C.SERVER_ERROR, 0, CLOSED), history=BROKEN)

    assert (verdict.state, verdict.counted, verdict.maintenance, verdict.history.strikes) == (S.BROKEN, True, True, 3)


@pytest.mark.parametrize(("age", "flapping"), [(14 * DAY, True), (14 * DAY + HOUR, False)])
def test_link_flaps_with_four_changes_in_a_fortnight(age, flapping):
    changes = (START - age, START - DAY, START - HOUR, START)

    assert (is_flapping(changes, START), is_flapping(changes[1:], START)) == (flapping, False)


def test_changes_are_forgotten_after_a_fortnight():
    known = LinkHistory(state=S.OK, changes=(START - 14 * DAY - HOUR, START - 14 * DAY))

    assert after((C.GONE, 0), history=known).changes == (START - 14 * DAY, START)
    assert after((C.GONE, 0)).changes == ()


@pytest.mark.parametrize(("left", "reasons"), [(14 * DAY, {R.TLS_SOON}), (14 * DAY + HOUR, set())])
def test_certificate_is_told_of_in_its_last_fortnight(left, reasons):
    assert told((C.OK, 0, {"tls_not_after": START + left}))[0].reasons == reasons


def test_attention_has_all_its_reasons():
    signals = frozenset({Signal.SLOW, Signal.ROOT, Signal.CHAIN})

    assert told((C.OK_REDIRECT_PERM, 0, {"signals": signals}))[0].reasons == {R.SLOW, R.CHANGED, R.CHAIN, R.MOVED}


@pytest.mark.parametrize(
    ("step", "moved"),
    [
        ((C.NOT_MODIFIED, 1), (NEW, START)),
        ((C.NOT_MODIFIED, 1, {"chain": (Hop(301, OLD),), "moved_to": OLD}), (OLD, START + HOUR)),
        ((C.OK_REDIRECT_PERM, 1, {"moved_to": NEW}), (NEW, START)),
        ((C.OK_REDIRECT_PERM, 1, {"moved_to": OLD}), (OLD, START + HOUR)),
        ((C.OK, 1), ("", None)),
        ((C.GONE, 1), (NEW, START)),
    ],
)
def test_where_a_link_has_moved_is_remembered_since_it_was_first_seen(step, moved):
    history = after((C.OK_REDIRECT_PERM, 0, {"moved_to": NEW}), step)

    assert (history.moved_to, history.moved_since) == moved


def test_replacement_is_offered_by_a_link_that_was_just_seen_to_work():
    known = LinkHistory(state=S.OK, moved_to=NEW, moved_since=START)
    seen = {"moved_to": NEW}

    assert [
        told(step, history=known)[0].replacement
        for step in ((C.OK_REDIRECT_PERM, 23.9, seen), (C.OK_REDIRECT_PERM, 24, seen), (C.GONE, 48))
    ] == ["", NEW, ""]


def test_confidence_of_a_suspicion_grows_with_its_strikes_up_to_nine_tenths():
    early = [(C.GONE, hours) for hours in (0, 1, 2, 3)]
    held_back = LinkHistory(state=S.SUSPECT, strikes=1)

    assert [one.confidence for one in told(*early)] == [0.33, 0.67, 0.9, 0.9]
    # Under no rule that breaks: as if it took four strikes; without any rule, three.
    assert told((C.SERVER_ERROR, 0, CLOSED), (C.SERVER_ERROR, 1, CLOSED))[-1].confidence == 0.2
    assert told((C.SKIPPED_COOLDOWN, 0), history=held_back)[0].confidence == 0.25


def test_confidence_of_each_state():
    assert {state: confidence_of_state(state) for state in S} == {
        **dict.fromkeys(S, 1.0),
        S.NEW: 0.0,
        S.UNVERIFIABLE: 0.5,
        S.ATTENTION: 0.9,
        S.DANGER: 0.9,
    }


@pytest.mark.parametrize(("hours", "notify"), [(0.9, False), (1, True)])
def test_snooze_ends_at_its_hour(hours, notify):
    [verdict] = told((C.GONE, hours), overlays=Overlays(snoozed_until=START + HOUR), history=LinkHistory(state=S.OK))

    assert verdict.notify is notify


@pytest.mark.parametrize(("before", "class_", "notify"), [(S.NEW, C.OK, False), (S.NEW, C.GONE, True)])
def test_first_verdict_is_told_unless_all_is_well(before, class_, notify):
    [verdict] = told((class_, 0), history=LinkHistory(state=before))

    assert (verdict.changed, verdict.notify, verdict.counted, verdict.maintenance) == (True, notify, True, False)


def test_history_reads_what_it_knows_and_takes_its_defaults_for_the_rest():
    assert LinkHistory.from_json({}) == LinkHistory()
    assert LinkHistory.from_json({"strikes": 2, "unheard_of": 1, "state_since": None}) == LinkHistory(strikes=2)
    assert LinkHistory().as_json() == {
        "state": "nouveau",
        "state_since": None,
        "class": None,
        "strikes": 0,
        "failing_since": None,
        "episode": [],
        "first_recovery_at": None,
        "maintenance_until": None,
        "ok_streak": 0,
        "last_checked_at": None,
        "last_verified_at": None,
        "reasons": [],
        "changes": [],
        "moved_to": "",
        "moved_since": None,
    }


def test_delay_is_spread_over_a_tenth():
    class Half:
        def random(self):
            return 0.5

    verdict = judge(LinkHistory(), saw(C.OK), at=START, rng=Half())

    assert verdict.next_check_at == START + DAY * 1.05
    assert states((C.OK, 0)) == [S.OK]
    assert judge(LinkHistory(), saw(C.OK), at=START, rng=NoJitter()).next_check_at == START + DAY
