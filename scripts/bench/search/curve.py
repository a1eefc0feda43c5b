"""A growth curve as SVG: both axes logarithmic, one line per series, its name where it ends. Nothing but text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 190, 44, 48
#: Colours that are told apart with any sight, and on a dark page too; a dash tells them apart in print.
_STYLES = (
    ("#0072b2", ""),
    ("#0072b2", "5 4"),
    ("#d55e00", ""),
    ("#d55e00", "5 4"),
    ("#009e73", ""),
    ("#cc79a7", ""),
    ("#8a6d00", ""),
)
_INK = "#5b6470"


@dataclass(frozen=True, slots=True)
class Series:
    """Points (number of documents, milliseconds), by ascending number."""

    name: str
    points: Sequence[tuple[int, float]]


def svg(title: str, series: Sequence[Series]) -> str:
    """The picture; its text is selectable and its title is read aloud."""
    shown = [one for one in series if one.points]
    across = _Axis([x for one in shown for x, _ in one.points], _LEFT, WIDTH - _RIGHT)
    upwards = _Axis([y for one in shown for _, y in one.points], HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}">',
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="22" font-size="14">{escape(title)}</text>',
        *_grid(across, upwards),
    ]
    last_labels: list[float] = []
    for one, (colour, dash) in zip(shown, _STYLES * (1 + len(shown) // len(_STYLES)), strict=False):
        parts += _line(one, across, upwards, colour, dash, last_labels)
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """From a value to its place, by decades."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        least, most = min(values, default=1), max(values, default=10)
        self.low = math.floor(math.log10(least))
        self.high = max(math.ceil(math.log10(most)), self.low + 1)
        self._start, self._step = start, (end - start) / (self.high - self.low)

    def at(self, value: float) -> float:
        return round(self._start + (math.log10(value) - self.low) * self._step, 1)

    @property
    def decades(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def _grid(across: _Axis, upwards: _Axis) -> list[str]:
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    parts = []
    for value in across.decades:
        x = across.at(value)
        parts.append(f'<path d="M{x} {_TOP}V{bottom}" stroke="{_INK}" stroke-opacity=".25"/>')
        parts.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{_number(value)}</text>')
    for value in upwards.decades:
        y = upwards.at(value)
        parts.append(f'<path d="M{_LEFT} {y}H{right}" stroke="{_INK}" stroke-opacity=".25"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{_number(value)}</text>')
    parts.append(f'<text x="{(_LEFT + right) / 2}" y="{bottom + 38}" text-anchor="middle">documents</text>')
    parts.append(f'<text x="{_LEFT}" y="{_TOP - 8}" text-anchor="end">ms</text>')
    return parts


def _line(one: Series, across: _Axis, upwards: _Axis, colour: str, dash: str, labels: list[float]) -> list[str]:
    places = [(across.at(x), upwards.at(y)) for x, y in one.points]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    x, y = places[-1]
    label = _free(y + 4, labels)
    labels.append(label)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return [
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>',
        *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places),
        f'<text x="{x + 8}" y="{label}" fill="{colour}">{escape(one.name)}</text>',
    ]


def _free(wanted: float, taken: Sequence[float]) -> float:
    """The height nearest below `wanted` at which no other name stands."""
    while any(abs(wanted - other) < 14 for other in taken):
        wanted += 14
    return round(wanted, 1)


def _number(value: float) -> str:
    return f"{value:g}" if value < 1_000 else f"{value:,.0f}".replace(",", " ")
