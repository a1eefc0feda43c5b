"""What is found in a page is what is wrong with it, in either scheme of colours."""

import pytest

from tests.e2e.looks import faults_in_both_schemes, width_on

pytestmark = pytest.mark.e2e
PAGE = """<!doctype html><html lang="fr"><title>Essai</title><style>:root {{ color-scheme: light dark }} p {{ {light} }}
@media (prefers-color-scheme: dark) {{ body {{ background: #000 }} p {{ {dark} }} }}</style>
<main><h1>Essai</h1><p style="width: {wide}px">Bonjour</p></main></html>"""
PALE, PLAIN = "color: #777; background: #888", "color: #000; background: #fff"


@pytest.mark.parametrize(
    ("light", "dark", "expected"), [(PLAIN, PLAIN, 0), (PALE, PLAIN, 1), (PLAIN, PALE, 1), (PALE, PALE, 2)]
)
def test_pale_text_is_found_in_the_scheme_where_it_is_pale(page, light, dark, expected):
    page.set_content(PAGE.format(light=light, dark=dark, wide=100))
    assert [rule for rule, _ in faults_in_both_schemes(page)] == ["color-contrast"] * expected


def test_colours_on_their_way_are_waited_for(page):
    page.set_content(PAGE.format(light=PALE, dark=PLAIN, wide=100))
    page.add_style_tag(content="p { transition: color 2s, background 2s }")
    page.evaluate("document.querySelector('p').style.cssText = 'color: #000; background: #fff'")
    assert faults_in_both_schemes(page) == []


@pytest.mark.parametrize(("wide", "fits"), [(100, True), (900, False)])
def test_what_is_wider_than_the_window_is_told(page, wide, fits):
    page.set_content(PAGE.format(light=PLAIN, dark=PLAIN, wide=wide))
    assert (width_on(page, 320) <= 320) is fits
