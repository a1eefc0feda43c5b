"""What public templates need beside Django's own tags."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from liens.phrases import fraicheur as dire_la_fraicheur
from liens.states import A_EVITER

register = template.Library()
_ECHAPPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_POINTS = {"comprendre": "", "agir": '<circle cx="8" cy="8" r="2.5"/>', "perenniser": '<circle cx="8" cy="8" r="6"/>'}


@register.simple_tag
def donnees_structurees(donnees: Any) -> SafeString:
    """A block of JSON-LD; what would close its element early is escaped."""
    text = json.dumps(donnees, ensure_ascii=False).translate(_ECHAPPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  # escaped above


@register.simple_tag
def jalon(code: str) -> SafeString:
    """The waypoint of an axe: a ring, a ring with its centre, a full disc. Words always stand beside it."""
    inner = _POINTS.get(code, "")
    return mark_safe(  # noqa: S308  # three drawings of our own
        '<svg class="jalon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        f'<circle class="jalon-anneau" cx="8" cy="8" r="6"/>{inner}</svg>'
    )


@register.simple_tag
def fraicheur(etat: str, verifie_le: Any) -> str | SafeString:
    """The state of a link beside a title; what should not be opened stands out."""
    text = dire_la_fraicheur(etat, verifie_le)
    return format_html('<span class="alerte">{}</span>', text) if etat in A_EVITER else text


@register.filter
def hors_ligne(etat: str) -> bool:
    """Whether a visitor should be told before opening a link in this state."""
    return etat in A_EVITER


@register.filter
def choisis(facette: Any) -> int:
    """How many values of a facet are chosen."""
    return sum(1 for value in facette.values if value.selected)


@register.filter
def titres_sous(html: Any, balise: str) -> SafeString:
    """Rich text whose headings start at `balise`: editors write `h3` and `h4`, whatever stands before."""
    text = str(html)
    if balise == "h2":
        for level in (3, 4):
            text = text.replace(f"<h{level}", f"<h{level - 1}").replace(f"</h{level}>", f"</h{level - 1}>")
    return mark_safe(text)  # noqa: S308  # Wagtail's own rich text, as it came
