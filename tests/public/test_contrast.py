"""The colours of `tokens.css` against WCAG 2.2: text at 4.5:1, interface at 3:1, in both schemes."""

import re
from pathlib import Path

import pytest

from ground.hues import hues

STYLES = Path(__file__).resolve().parents[2] / "templates/static/css"

LIGHT = {
    "paper": "#FBFAF6",
    "ink": "#16202B",
    "line": "#D9D4C7",
    "cap": "#1B4B73",
    "comprendre": "#0B6570",
    "agir": "#A63F14",
    "perenniser": "#4E6B17",
    "alert": "#8C1D1D",
}
DARK = {
    "paper": "#12181F",
    "ink": "#E9EDF1",
    "line": "#2C3641",
    "cap": "#8CC0EA",
    "comprendre": "#6CC9D4",
    "agir": "#F2A07B",
    "perenniser": "#B4D37A",
    "alert": "#F3A6A6",
}
TEXT = ("ink", "ink-soft", "cap", "comprendre", "agir", "perenniser", "alert")
PAIRS = [(text, ground) for ground in ("paper", "leaf") for text in TEXT]
PAIRS += [("on-cap", "cap"), ("paper", "ink"), ("ink", "mark")]
#: Controls, focus rings, waypoints and the course line.
INTERFACE = [(shape, ground) for ground in ("paper", "leaf") for shape in ("ink", "ink-soft", "cap")]
#: Nothing is read by it.
DECORATION = {"line"}


def schemes():
    return {"light": hues("light"), "dark": hues("dark")}


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white_is_21():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21


def test_both_schemes_define_the_same_colours():
    assert schemes()["light"].keys() == schemes()["dark"].keys()


def test_every_colour_is_compared_with_its_ground():
    compared = {name for pair in (*PAIRS, *INTERFACE) for name in pair}
    assert hues("light").keys() - compared == DECORATION


def test_every_colour_has_its_like_on_paper():
    printed = re.findall(r"--([a-z-]+): #[0-9A-F]{6}", (STYLES / "impression.css").read_text("utf-8"))
    assert sorted(printed) == sorted(hues("light"))


def test_no_style_asks_for_what_no_style_defines():
    text = "".join(path.read_text("utf-8") for path in STYLES.glob("*.css"))
    defined = set(re.findall(r"(--[a-z0-9-]+):", text))
    assert {name for name in re.findall(r"var\((--[a-z0-9-]+)\)", text) if name not in defined} == set()


@pytest.mark.parametrize(("scheme", "table"), [("light", LIGHT), ("dark", DARK)])
def test_tokens_are_those_of_the_colour_table(scheme, table):
    assert {name: schemes()[scheme][name] for name in table} == table


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_readable_on_its_ground(scheme):
    colours = schemes()[scheme]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shape_is_seen_on_its_ground(scheme):
    colours = schemes()[scheme]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in INTERFACE}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}
