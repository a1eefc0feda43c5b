"""The colours of the site for what no stylesheet reaches: a mail, a PDF, a text, the bar of a browser.

`css/tokens.css` is the only place that declares them; a format that cannot ask for them is held to it by a test.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

Scheme = Literal["light", "dark"]
TOKENS = "css/tokens.css"
_DARK = "@media (prefers-color-scheme: dark)"
_COLOUR = re.compile(r"--([a-z-]+): (#[0-9A-F]{6});")


def hue(name: str, scheme: Scheme = "light") -> str:
    """The colour of this name, as `#RRGGBB`. Raises KeyError for a name that the tokens do not have."""
    return hues(scheme)[name]


@cache
def hues(scheme: Scheme) -> dict[str, str]:
    """The colours of a scheme by their names, read once from the tokens."""
    found = finders.find(TOKENS)
    if not found:
        raise ImproperlyConfigured(f"No static file « {TOKENS} »: the colours of the site are declared there.")
    light, _, dark = Path(str(found)).read_text(encoding="utf-8").partition(_DARK)
    return dict(_COLOUR.findall(light if scheme == "light" else dark))
