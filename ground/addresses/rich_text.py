"""Outgoing links inside rich text, as Wagtail stores it: `<a href>` is external, `<a linktype>` is one of ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from selectolax.lexbor import LexborHTMLParser

from ground.addresses.validation import validate_url

SCHEMAS_ECRITS = ("mailto:", "tel:", "#", "/")


@dataclass(frozen=True, slots=True)
class LienTexte:
    """One external link of a rich text: the address as written and the words that carry it."""

    url: str
    texte: str


def liens_de(html: str) -> Iterator[LienTexte]:
    """Every `<a href>` of the stored HTML, in order; links to our own pages and documents have no href there."""
    if "href" not in html:
        return
    for node in LexborHTMLParser(html).css("a[href]"):
        url = (node.attributes.get("href") or "").strip()
        if url:
            yield LienTexte(url=url, texte=" ".join(node.text().split())[:300])


def validate_rich_text(html: str) -> None:
    """Raise ValidationError, naming the links of a rich text that may not be published."""
    refused = adresses_refusees(html)
    if refused:
        raise ValidationError(f"Ces liens ne sont pas valables : {', '.join(refused)}", code="url")


def adresses_refusees(html: str) -> list[str]:
    """The addresses of a rich text that may not be published; anchors, mail and phone links are allowed."""
    refused = []
    for link in liens_de(html):
        if link.url.lower().startswith(SCHEMAS_ECRITS):
            continue
        try:
            validate_url(link.url)
        except ValidationError:
            refused.append(link.url)
    return refused
