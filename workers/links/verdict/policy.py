"""From observations to states. Pure: no network, no clock, no database, no randomness of its own.

`judge(history, observation, at=…, rng=…) -> Verdict` is the whole contract: the verdict carries the history to store
and hand back next time. All datetimes are aware; `at` is when the observation was made; `rng` only spreads the dates
of the next checks. The table itself is in `rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from workers.links.client.classes import AttentionReason, LienState, ObservationClass, Signal
from workers.links.client.observation import Observation
from workers.links.verdict.rules import (
    BROKEN_CADENCE,
    DANGER_SIGNALS,
    FLAPPING_CHANGES,
    FLAPPING_WINDOW,
    JITTER,
    MAINTENANCE_GRACE,
    OK_CADENCE,
    RECOVERY_GAP,
    REPLACEMENT_GAP,
    RULES_BY_KEY,
    TAKEOVER_SIGNALS,
    TLS_SHARE,
    TLS_SOON,
    Group,
    Rule,
    rule_for,
)

S = LienState
# A human decides about these; an observation alone never leaves them.
DECIDED_BY_HUMANS = frozenset({S.DANGER, S.RETIRED})


class RandomSource(Protocol):
    def random(self) -> float: ...


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """What must be remembered of a link between two observations. `LinkHistory()` is a new link."""

    state: LienState = S.NEW
    state_since: datetime | None = None
    class_: ObservationClass | None = None
    strikes: int = 0
    failing_since: datetime | None = None
    episode: tuple[str, ...] = ()
    first_recovery_at: datetime | None = None
    maintenance_until: datetime | None = None
    ok_streak: int = 0
    last_checked_at: datetime | None = None
    last_verified_at: datetime | None = None
    reasons: frozenset[AttentionReason] = frozenset()
    changes: tuple[datetime, ...] = ()
    moved_to: str = ""
    moved_since: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON field."""
        times = {name: value.isoformat() if value else None for name, value in self._times().items()}
        return {
            **times,
            "state": self.state.value,
            "class": self.class_.value if self.class_ else None,
            "strikes": self.strikes,
            "episode": list(self.episode),
            "ok_streak": self.ok_streak,
            "reasons": sorted(reason.value for reason in self.reasons),
            "changes": [change.isoformat() for change in self.changes],
            "moved_to": self.moved_to,
        }

    def _times(self) -> dict[str, datetime | None]:
        return {name: getattr(self, name) for name in HISTORY_TIMES}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> LinkHistory:
        """The history behind `as_json`; unknown keys are ignored, absent ones take their defaults."""
        times = {name: datetime.fromisoformat(stored[name]) for name in HISTORY_TIMES if stored.get(name)}
        return cls(
            **times,
            state=LienState(stored.get("state", S.NEW)),
            class_=ObservationClass(stored["class"]) if stored.get("class") else None,
            strikes=stored.get("strikes", 0),
            episode=tuple(stored.get("episode", ())),
            ok_streak=stored.get("ok_streak", 0),
            reasons=frozenset(map(AttentionReason, stored.get("reasons", ()))),
            changes=tuple(map(datetime.fromisoformat, stored.get("changes", ()))),
            moved_to=stored.get("moved_to", ""),
        )


HISTORY_TIMES = (
    "state_since",
    "failing_since",
    "first_recovery_at",
    "maintenance_until",
    "last_checked_at",
    "last_verified_at",
    "moved_since",
)


@dataclass(frozen=True, slots=True)
class Overlays:
    """Decisions of editors that lie over the state. They silence or release; they never change what was seen."""

    ignored: bool = False
    snoozed_until: datetime | None = None
    danger_cleared: bool = False

    def silent(self, at: datetime) -> bool:
        return self.ignored or (self.snoozed_until is not None and at < self.snoozed_until)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from one observation.

    `history` is to be stored; `changed` whether the state moved; `counted` whether the observation weighed at all;
    `notify` whether somebody should read about it; `maintenance` whether the site announced one; `replacement` the
    address to write instead once a permanent redirect was seen twice a day apart; `confidence` from 0 to 1.
    """

    state: LienState
    history: LinkHistory
    next_check_at: datetime
    rule: str
    changed: bool
    counted: bool
    notify: bool
    flapping: bool
    maintenance: bool
    replacement: str
    confidence: float
    reasons: frozenset[AttentionReason]


@dataclass(frozen=True, slots=True)
class _Step:
    """What one group's judge decided, before jitter, flapping and notification."""

    history: LinkHistory
    delay: timedelta
    counted: bool = True
    maintenance: bool = False


def judge(
    history: LinkHistory,
    observation: Observation,
    *,
    at: datetime,
    rng: RandomSource,
    overlays: Overlays | None = None,
) -> Verdict:
    """The verdict on a link with this history after this observation, made at `at`."""
    overlays = overlays or Overlays()
    before = history
    if overlays.danger_cleared and history.state is S.DANGER:
        history = replace(history, state=S.NEW, strikes=0, failing_since=None, episode=())
    rule = rule_for(observation)
    step = JUDGES[rule.group](history, observation, rule, at)
    after = replace(step.history, last_checked_at=at)
    if overlays.danger_cleared and after.state is S.DANGER:
        # Somebody looked and let it pass: the same signs only ask for an eye, for as long as the decision holds.
        after = replace(after, state=S.ATTENTION, reasons=frozenset({AttentionReason.CHANGED}))
    if before.state in DECIDED_BY_HUMANS and not overlays.danger_cleared:
        after = replace(after, state=before.state)
    changed = after.state is not before.state
    after = _with_change(after, before, at) if changed else after
    flapping = is_flapping(after.changes, at)
    quiet = overlays.silent(at) or flapping or {before.state, after.state} <= {S.NEW, S.OK}
    return Verdict(
        state=after.state,
        history=after,
        next_check_at=at + step.delay * (1 + JITTER * rng.random()),
        rule=rule.key,
        changed=changed,
        counted=step.counted,
        notify=changed and not quiet,
        flapping=flapping,
        maintenance=step.maintenance,
        replacement=_replacement(after, at),
        confidence=_confidence(after),
        reasons=after.reasons,
    )


def is_flapping(changes: tuple[datetime, ...], at: datetime) -> bool:
    """Whether the state moved so often lately that another mail would only tire its reader."""
    return sum(at - change <= FLAPPING_WINDOW for change in changes) >= FLAPPING_CHANGES


def _with_change(after: LinkHistory, before: LinkHistory, at: datetime) -> LinkHistory:
    recent = tuple(change for change in before.changes if at - change <= FLAPPING_WINDOW)
    # The first verdict on a new link is not a change of mind.
    changes = recent if before.state is S.NEW else (*recent, at)
    return replace(after, state_since=at, changes=changes)


def _alive(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    seen = _with_move(replace(history, class_=observation.class_, last_verified_at=at), observation, at)
    if history.state is S.BROKEN:
        first = history.first_recovery_at
        if first is None or at - first < RECOVERY_GAP:
            waiting = replace(seen, first_recovery_at=first or at)
            return _Step(waiting, (first or at) + RECOVERY_GAP - at)
    reasons = attention_reasons(observation, at)
    steady = history.state in (S.OK, S.ATTENTION)
    streak = history.ok_streak + 1 if steady else 1
    living = replace(
        seen,
        state=S.ATTENTION if reasons else S.OK,
        reasons=reasons,
        ok_streak=streak,
        strikes=0,
        failing_since=None,
        episode=(),
        first_recovery_at=None,
        maintenance_until=None,
    )
    return _Step(living, OK_CADENCE[min(streak, len(OK_CADENCE)) - 1])


def _failing(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    episode = history.episode if rule.key in history.episode else (*history.episode, rule.key)
    since = history.failing_since or at
    failed = replace(
        history,
        class_=observation.class_,
        strikes=history.strikes + 1,
        failing_since=since,
        episode=episode,
        first_recovery_at=None,
        ok_streak=0,
        reasons=frozenset(),
    )
    if history.state is S.BROKEN:
        return _Step(failed, _broken_delay(rule, at - (history.state_since or at)))
    strikes, span = _needed(episode)
    if strikes is not None and failed.strikes >= strikes and at - since >= span:
        return _Step(replace(failed, state=S.BROKEN), _broken_delay(rule, timedelta()))
    return _Step(replace(failed, state=S.SUSPECT), _recheck(rule, failed.strikes, since, at))


def _needed(episode: tuple[str, ...]) -> tuple[int | None, timedelta]:
    """The hardest conditions among all that failed since the link last worked: mixed trouble proves less."""
    rules = [RULES_BY_KEY[key] for key in episode]
    strikes = [rule.strikes for rule in rules]
    known = [count for count in strikes if count is not None]
    return (max(known) if len(known) == len(strikes) else None), max(rule.span for rule in rules)


def _recheck(rule: Rule, strikes: int, since: datetime, at: datetime) -> timedelta:
    offsets = rule.rechecks
    ahead = [since + offset - at for offset in offsets[strikes - 1 :] if since + offset > at]
    return ahead[0] if ahead else min(offsets[-1], timedelta(days=1))


def _broken_delay(rule: Rule, age: timedelta) -> timedelta:
    if rule.strikes == 1:
        return rule.only_recheck
    return next(delay for limit, delay in BROKEN_CADENCE if age < limit)


def _unverifiable(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    seen = replace(history, class_=observation.class_, first_recovery_at=None)
    if history.state is S.BROKEN:
        return _Step(seen, rule.only_recheck)
    credentials = Signal.CREDENTIALS in observation.signals
    hidden = replace(
        seen,
        state=S.ATTENTION if credentials else S.UNVERIFIABLE,
        reasons=frozenset({AttentionReason.CREDENTIALS}) if credentials else frozenset(),
        strikes=0,
        failing_since=None,
        episode=(),
        ok_streak=0,
        maintenance_until=None,
    )
    return _Step(hidden, rule.only_recheck)


def _taken_over(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    signs = observation.signals & TAKEOVER_SIGNALS
    state = S.DANGER if len(signs) >= DANGER_SIGNALS else S.ATTENTION
    if state is S.ATTENTION and history.state in (S.BROKEN, S.SUSPECT):
        state = history.state
    reasons = frozenset({AttentionReason.CHANGED}) if state is S.ATTENTION else frozenset()
    seen = replace(
        history, class_=observation.class_, state=state, reasons=reasons, ok_streak=0, first_recovery_at=None
    )
    return _Step(seen, rule.only_recheck)


def _unsafe(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    seen = replace(history, class_=observation.class_, state=S.DANGER, reasons=frozenset(), ok_streak=0)
    return _Step(seen, rule.only_recheck)


def _maintenance(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    """An announced maintenance counts for nothing until its end, and never breaks a link by itself."""
    least, most = MAINTENANCE_GRACE
    until = history.maintenance_until or at + min(_asked(observation, least), most)
    if at < until and history.state is not S.BROKEN:
        return _Step(replace(history, maintenance_until=until), until - at, counted=False, maintenance=True)
    step = _failing(replace(history, maintenance_until=until), observation, rule, at)
    return replace(step, maintenance=True)


def _uncounted(history: LinkHistory, observation: Observation, rule: Rule, at: datetime) -> _Step:
    return _Step(history, _asked(observation, rule.only_recheck), counted=False)


def _asked(observation: Observation, least: timedelta) -> timedelta:
    """How long the site asks to be left alone, and no less than this."""
    seconds = observation.retry_after_s
    return max(timedelta(seconds=seconds), least) if seconds else least


Judge = Callable[[LinkHistory, Observation, Rule, datetime], _Step]
JUDGES: dict[Group, Judge] = {
    Group.ALIVE: _alive,
    Group.FAILING: _failing,
    Group.UNVERIFIABLE: _unverifiable,
    Group.TAKEN_OVER: _taken_over,
    Group.UNSAFE: _unsafe,
    Group.MAINTENANCE: _maintenance,
    Group.UNCOUNTED: _uncounted,
}


REASON_OF_CLASS: dict[ObservationClass, AttentionReason] = {
    ObservationClass.OK_REDIRECT_PERM: AttentionReason.MOVED,
    ObservationClass.FRAGMENT_MISSING: AttentionReason.FRAGMENT,
    ObservationClass.TLS_CHAIN: AttentionReason.TLS_CHAIN,
}
REASON_OF_SIGNAL: dict[Signal, AttentionReason] = {
    Signal.CHAIN: AttentionReason.CHAIN,
    Signal.SLOW: AttentionReason.SLOW,
    Signal.CREDENTIALS: AttentionReason.CREDENTIALS,
    Signal.ROOT: AttentionReason.CHANGED,
}


def attention_reasons(observation: Observation, at: datetime) -> frozenset[AttentionReason]:
    """Why a living link still deserves a look."""
    reasons = {reason for signal, reason in REASON_OF_SIGNAL.items() if signal in observation.signals}
    if observation.class_ in REASON_OF_CLASS:
        reasons.add(REASON_OF_CLASS[observation.class_])
    if _ends_soon(observation, at):
        reasons.add(AttentionReason.TLS_SOON)
    return frozenset(reasons)


def _ends_soon(observation: Observation, at: datetime) -> bool:
    """Whether little is left of the certificate: of its own life too, since some live for six days."""
    begins, ends = observation.tls_not_before, observation.tls_not_after
    if ends is None or ends - at > TLS_SOON:
        return False
    return begins is None or ends - at <= (ends - begins) * TLS_SHARE


def _with_move(history: LinkHistory, observation: Observation, at: datetime) -> LinkHistory:
    if observation.class_ is ObservationClass.NOT_MODIFIED and not observation.chain:
        return history
    if observation.moved_to and observation.moved_to == history.moved_to:
        return history
    return replace(history, moved_to=observation.moved_to, moved_since=at if observation.moved_to else None)


def _replacement(history: LinkHistory, at: datetime) -> str:
    if history.moved_since is None or history.last_verified_at != at:
        return ""
    return history.moved_to if at - history.moved_since >= REPLACEMENT_GAP else ""


def _confidence(history: LinkHistory) -> float:
    """How sure the state is: a suspicion grows with its strikes, what cannot be verified stays at one half."""
    if history.state is S.SUSPECT:
        strikes = _needed(history.episode)[0] if history.episode else 3
        return round(min(0.9, history.strikes / ((strikes or 4) + 1)), 2)
    return confidence_of_state(history.state)


def confidence_of_state(state: LienState) -> float:
    """The confidence of every state but SUSPECT, which its strikes decide."""
    return {S.NEW: 0.0, S.UNVERIFIABLE: 0.5, S.ATTENTION: 0.9, S.DANGER: 0.9}.get(state, 1.0)
