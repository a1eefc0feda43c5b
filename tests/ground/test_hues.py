"""The colours of the site are declared once, in the tokens. What cannot read them repeats them; it is compared here."""

import colorsys
import re
from pathlib import Path

import pytest

from ground.hues import hue, hues

ROOT = Path(__file__).resolve().parents[2]
TOKENS = "templates/static/css/tokens.css"
ADMIN = "templates/static/admin/admin.css"
ICON = "templates/static/favicon.svg"
EXAMPLE = "docs/client/public/client.css"
#: Served as they are, where the tokens are not: the admin, the icon of a tab, that of the admin, another site.
REPEATING = {ADMIN, ICON, "templates/static/admin/repere.svg", EXAMPLE}
#: Wagtail's second shade of the admin's links, lighter than « Comprendre » of the dark scheme.
OF_THE_ADMIN = {"#B5E4EA"}
ROOMS = (
    "ground",
    "acces",
    "taxonomy",
    "comite",
    "pages",
    "liens",
    "public",
    "search",
    "adoc",
    "cap",
    "demo",
    "workers",
)
FOLDERS = (*ROOMS, "headless", "cms", "scripts", "templates")
SUFFIXES = {".py", ".html", ".css", ".typ", ".svg", ".js", ".txt", ".xml"}
HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def colours(text):
    return {one.upper() for one in HEX.findall(text)}


def declared():
    return {*hues("light").values(), *hues("dark").values()}


def test_hue_is_that_of_the_scheme():
    assert (hue("ink"), hue("ink", "dark")) == ("#16202B", "#E9EDF1")


def test_name_that_the_tokens_do_not_have_is_an_error():
    with pytest.raises(KeyError):
        hue("mauve")


@pytest.mark.parametrize("name", sorted(REPEATING))
def test_file_that_repeats_colours_has_none_of_its_own(name):
    assert colours(read(name)) - declared() - OF_THE_ADMIN == set()


def test_icon_has_the_colours_of_both_schemes():
    light, dark = re.findall(r":root\{([^}]+)\}", read(ICON))
    names = {"i": "ink", "p": "paper", "a": "comprendre", "b": "agir", "c": "perenniser"}

    for scheme, text in (("light", light), ("dark", dark)):
        shown = dict(re.findall(r"--([a-z]):(#[0-9A-F]{6})", text))
        assert shown == {short: hue(name, scheme) for short, name in names.items()}


def test_example_of_another_site_has_the_colours_of_both_schemes():
    light, dark = re.findall(r":root \{ ([^}]+) \}", read(EXAMPLE))[:2]
    named = {"soft": "ink-soft"}

    for scheme, text in (("light", light), ("dark", dark)):
        shown = {name: colour.upper() for name, colour in re.findall(r"--([a-z]+): (#[0-9a-f]{6})", text)}
        assert shown == {name: hue(named.get(name, name), scheme) for name in shown}


@pytest.mark.parametrize(("wagtail", "name"), [("primary", "cap"), ("secondary", "comprendre")])
def test_admin_has_the_colours_of_the_site_as_wagtail_writes_them(wagtail, name):
    red, green, blue = (int(hue(name)[at : at + 2], 16) / 255 for at in (1, 3, 5))
    turn, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    expected = {"hue": round(360 * turn, 1), "saturation": round(100 * saturation, 1)}
    expected["lightness"] = round(100 * lightness, 1)

    written = re.findall(rf"--w-color-{wagtail}-(hue|saturation|lightness): ([0-9.]+)%?;", read(ADMIN))
    assert {part: float(number) for part, number in written} == expected


def test_no_other_file_spells_a_colour_of_the_site():
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.suffix in SUFFIXES]
    names = {str(file.relative_to(ROOT)) for file in files}

    assert {name for name in names - {TOKENS, *REPEATING} if colours(read(name)) & declared()} == set()
