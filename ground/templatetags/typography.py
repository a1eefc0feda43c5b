"""French typography of what editors type: apostrophes, spaces before double punctuation, words of addresses."""

import re
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django import template
from django.template.defaultfilters import stringfilter

register = template.Library()

#: Longer texts belong to one page: they are not kept in memory.
COURT = 500
FINE = "\u202f"
INSECABLE = "\u00a0"
_APOSTROPHE = re.compile(r"(?<=\w)(?:'|&#x27;|&#39;)(?=\w|<)")
_DEUX_POINTS = re.compile(r"[ \u00a0]:(?=\s|<|$)")
_DOUBLE = re.compile(r"[ \u00a0]([;!?])(?=\s|[»)<]|$)")
_OUVRANT = re.compile(r"«[ \u00a0\u202f]?")
_FERMANT = re.compile(r"[ \u00a0\u202f]?»")
_MILLIERS = re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))")
_UNITE = re.compile(r"(?<=\d) (?=[%€])")
_MOTS = re.compile(r"[^\W\d_]{3,}")
_HOTE_WWW = re.compile(r"^www\.")


@register.filter(is_safe=True)
@stringfilter
def typo(text: str) -> str:
    """The text with typographic apostrophes and unbreakable spaces; nothing else of it changes."""
    return _composee(text) if len(text) <= COURT else _compose(text)


@lru_cache(maxsize=4096)
def _composee(text: str) -> str:
    """Titles and chapôs come back on many pages."""
    return _compose(text)


def _compose(text: str) -> str:
    text = _APOSTROPHE.sub("’", text).replace("...", "…")
    text = _OUVRANT.sub("«" + INSECABLE, text)
    text = _FERMANT.sub(INSECABLE + "»", text)
    text = _DEUX_POINTS.sub(INSECABLE + ":", text)
    text = _DOUBLE.sub(FINE + r"\1", text)
    text = _MILLIERS.sub(FINE, text)
    return _UNITE.sub(INSECABLE, text)


@register.filter
def hote(url: str) -> str:
    """`comite21.org` for `https://www.comite21.org/guide`: what a visitor recognises."""
    try:
        host = urlsplit(str(url)).hostname or ""
    except ValueError:
        return ""
    return _HOTE_WWW.sub("", host)


@register.filter
def mots_de_l_adresse(path: str) -> str:
    """The words of an address that leads nowhere, as a search to propose: `/agir/guide-odd/` gives « guide odd »."""
    parts = [part for part in unquote(str(path)).split("/") if part]
    words = _MOTS.findall(parts[-1]) if parts else []
    return " ".join(words[:6])


@register.filter
def jour_long(moment: date | datetime | None) -> str:
    """« 1er mai 2026 », « 12 novembre 2026 », in Paris' calendar."""
    if moment is None:
        return ""
    from django.utils import formats, timezone  # settings must be loaded first

    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{INSECABLE}{formats.date_format(day, 'F Y')}"
