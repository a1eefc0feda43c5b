"""As a text to go on with (ODT): headings, links, lists, in the order of the page."""

import io
from typing import Any

from odfdo import Document, Element, Header, Link, List, ListItem, Paragraph, Span, Style

from cap.takeaway.content import A_LA_PLACE, A_LIRE, RIEN, Chose, Contenu, TakeawayPart
from ground.hues import hue

ALERTE = Style("text", name="Alerte", color=hue("alert"), bold=True)
DETAIL = Style("text", name="Detail", color=hue("ink-soft"))


def odt_de(contenu: Contenu) -> bytes:
    """OpenDocument 1.2, which LibreOffice, Word and the suites of public administrations open."""
    document = Document("text")
    document.meta.title = contenu.titre_du_document
    document.language = "fr-FR"
    for style in (ALERTE, DETAIL):
        document.insert_style(style.clone, automatic=True)
    styles: Any = document.get_part("styles")
    for numbers in styles.get_elements("//text:outline-style"):
        numbers.delete()
    body = document.body
    body.clear()
    for part in _tout(contenu):
        body.append(part)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _tout(contenu: Contenu) -> list[Element]:
    online = Paragraph(A_LIRE)
    online.append(Link(contenu.lecture, text=contenu.lecture))
    parts: list[Element] = [Header(1, contenu.titre), Paragraph(contenu.etat_au), online]
    for titre, texte in contenu.textes:
        parts += [Header(2, titre), *_lignes(texte)]
    for partie in contenu.parties:
        parts += _partie(partie)
    return parts


def _partie(partie: TakeawayPart) -> list[Element]:
    parts: list[Element] = [Header(2, partie.titre)]
    if not partie.elements:
        parts.append(Paragraph(RIEN))
    for chose in partie.elements:
        parts += _chose(chose)
    return parts


def _chose(chose: Chose) -> list[Element]:
    parts: list[Element] = [Header(3, chose.titre)]
    if chose.faits:
        parts.append(_dit(chose.faits, DETAIL))
    if chose.url:
        address = Paragraph("")
        address.append(Link(chose.url, text=chose.url))
        parts.append(address)
    parts.append(Paragraph(chose.suivi))
    if chose.lien_dit:
        parts.append(_dit(chose.lien_dit, ALERTE if chose.est_indisponible else DETAIL))
    if chose.devenir_dit:
        parts.append(_dit(f"{chose.devenir_dit}.", ALERTE))
    parts += _lignes(chose.note) if chose.note else []
    if chose.remplacants:
        parts += [Paragraph(A_LA_PLACE), _liste(chose)]
    return parts


def _liste(chose: Chose) -> List:
    items = List()
    for one in chose.remplacants:
        line = Paragraph("")
        line.append(Link(one.url, text=one.titre))
        item = ListItem()
        item.append(line)
        items.append(item)
    return items


def _lignes(text: str) -> list[Element]:
    return [Paragraph(line) for line in text.split("\n")]


def _dit(text: str, style: Style) -> Paragraph:
    paragraph = Paragraph("")
    paragraph.append(Span(text, style=style.name))
    return paragraph
