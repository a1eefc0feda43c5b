"""Rich text as the API gives it: a tree of known nodes, and the HTML that is written from that tree alone.

The HTML is safe because nothing of the stored HTML reaches it but texts, escaped, and addresses of known schemes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode
from wagtail.api.rich_text import APIRichText
from wagtail.documents import get_document_model
from wagtail.models import Page

from pages.tree_paths import Adresses

BALISES = {
    "paragraphe": "p",
    "titre3": "h3",
    "titre4": "h4",
    "liste": "ul",
    "liste_numerotee": "ol",
    "element": "li",
    "gras": "b",
    "italique": "i",
}
SORTES = {balise: sorte for sorte, balise in BALISES.items()} | {
    "strong": "gras",
    "em": "italique",
    "a": "lien",
    "br": "saut",
    "h2": "titre3",
    "h5": "titre4",
    "h6": "titre4",
}
#: Between these, white space is only how the source is laid out.
CONTENANTS = frozenset({"", "liste", "liste_numerotee"})
SCHEMAS = ("http://", "https://", "mailto:", "tel:", "/", "#")
Brut = dict[str, Any]


def texte_riche(source: str, format_demande: str | None = None, adresses: "AdressesDeLiens | None" = None) -> Brut:
    """The stored rich text as `TexteRiche`; `format_demande` is one of Wagtail's formats for `source`."""
    arbre = arbre_de(source, adresses or AdressesDeLiens())
    shown: Brut = {"html": "".join(_html(arbre)), "arbre": arbre, "source": None}
    if format_demande is not None:
        shown["source"] = APIRichText.serialize(source, format=APIRichText.resolve_format(format_demande))
    return shown


@dataclass
class AdressesDeLiens:
    """Where the links to our own pages and documents lead; each is looked up once."""

    adresses: Adresses = field(default_factory=Adresses.pour)
    pages: dict[int, str] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)

    def read(self, liens: Iterable[LexborNode]) -> None:
        """Look up all links of one text, by one query for pages and one for documents."""
        pages, documents = set(), set()
        for lien in liens:
            numero = _numero(lien)
            if lien.attributes.get("linktype") == "page":
                pages.add(numero)
            elif lien.attributes.get("linktype") == "document":
                documents.add(numero)
        if missing := pages - self.pages.keys():
            live = Page.objects.filter(pk__in=missing, live=True).values_list("pk", "url_path")
            self.pages |= dict.fromkeys(missing, "") | {pk: self.adresses.de(url_path) for pk, url_path in live}
        if missing := documents - self.documents.keys():
            found = get_document_model().objects.filter(pk__in=missing)
            self.documents |= dict.fromkeys(missing, "") | {one.pk: one.url for one in found}

    def de(self, lien: LexborNode) -> Brut:
        """`href`, and `page` for one of ours; nothing for what is gone or of an unknown scheme."""
        numero = _numero(lien)
        match lien.attributes.get("linktype"):
            case "page":
                href = self.pages.get(numero, "")
                return {"href": href, "page": numero} if href else {}
            case "document":
                href = self.documents.get(numero, "")
            case _:
                written = (lien.attributes.get("href") or "").strip()
                href = written if written.lower().startswith(SCHEMAS) else ""
        return {"href": href} if href else {}


def arbre_de(source: str, adresses: AdressesDeLiens) -> list[Brut]:
    """The nodes of a stored rich text, in order."""
    if not source.strip():
        return []
    parsed = LexborHTMLParser(source)
    if "<a" in source:
        adresses.read(parsed.css("a"))
    return list(_noeuds(parsed.body, "", adresses)) if parsed.body is not None else []


def _noeuds(parent: LexborNode, dans: str, adresses: AdressesDeLiens) -> Iterator[Brut]:
    for node in parent.iter(include_text=True):
        if node.tag == "-text":
            texte = node.text(deep=False) or ""
            if texte.strip() or (texte and dans not in CONTENANTS):
                yield {"type": "texte", "texte": texte}
            continue
        sorte = SORTES.get(str(node.tag), "")
        if sorte == "saut":
            yield {"type": "saut"}
        elif sorte == "lien":
            yield {"type": "lien", **adresses.de(node), "enfants": list(_noeuds(node, sorte, adresses))}
        elif sorte:
            yield {"type": sorte, "enfants": list(_noeuds(node, sorte, adresses))}
        elif node.tag not in ("script", "style"):
            yield from _noeuds(node, dans, adresses)


def _html(noeuds: Iterable[Brut]) -> Iterator[str]:
    for noeud in noeuds:
        match noeud["type"]:
            case "texte":
                yield escape(noeud["texte"], quote=False)
            case "saut":
                yield "<br>"
            case "lien":
                yield f'<a href="{escape(noeud["href"])}">' if noeud.get("href") else "<a>"
                yield from _html(noeud["enfants"])
                yield "</a>"
            case sorte:
                yield f"<{BALISES[sorte]}>"
                yield from _html(noeud["enfants"])
                yield f"</{BALISES[sorte]}>"


def _numero(lien: LexborNode) -> int:
    written = lien.attributes.get("id") or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0
