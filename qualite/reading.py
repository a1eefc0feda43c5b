"""What checks look at: a page as it is in memory, read once. Pure: asks nothing of the database beyond its children.

`read_page` walks the fields, blocks and children of any type, so that a new block is read without being declared here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from modelcluster.models import get_all_child_relations
from selectolax.lexbor import LexborHTMLParser
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from liens.extraction import Citation, Lieu, citations_de
from pages.blocks.figures import ChiffreCleBlock, TableauBlock
from pages.blocks.media import IllustrationBlock
from pages.blocks.text import TitreBlock
from pages.freshness.rules import ReadingFacts

#: Under a title of the page, rich text begins with headings of the third level.
TITLE_LEVEL = 2
TRIPTYQUE = ("territoires_lies", "acteurs", "domaines")


@dataclass(frozen=True, slots=True)
class TextRun:
    """A paragraph, an item of a list: words that are read together."""

    text: str
    place: Lieu


@dataclass(frozen=True, slots=True)
class LinkText:
    """The words of a link and where it leads: an address, or `page:12` for one of ours."""

    text: str
    target: str
    place: Lieu


@dataclass(frozen=True, slots=True)
class HeadingSeen:
    """`level`: 2 for a title of the body; `before`: that of the one before it; `fake`: a paragraph all in bold."""

    level: int
    before: int
    text: str
    place: Lieu
    fake: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the body. `name`: its title in the library, mostly the name of its file."""

    alternative: str
    name: str
    credit: str
    place: Lieu


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure or a table of figures; `year` is asked of figures alone."""

    what: str
    source: str
    year: int | None
    place: Lieu
    asks_year: bool = True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the site says: (title, why) of pages that may be the same, addresses that do not answer."""

    doubles: tuple[tuple[str, str], ...] = ()
    dead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PageRead:
    """All of it."""

    kind: str
    words_expected: tuple[int, int]
    chapo: str
    asks_triptyque: bool
    missing: tuple[str, ...]
    today: date
    freshness: ReadingFacts
    runs: tuple[TextRun, ...] = ()
    links: tuple[LinkText, ...] = ()
    headings: tuple[HeadingSeen, ...] = ()
    pictures: tuple[Picture, ...] = ()
    figures: tuple[KeyFigure, ...] = ()
    citations: tuple[Citation, ...] = ()
    around: Surroundings = field(default_factory=Surroundings)


def read_page(page: Any, *, today: date, around: Surroundings | None = None) -> PageRead:
    """The page, any `PageEditoriale`, as it is in memory."""
    walk = _Walk()
    walk.model(page, Lieu())
    asked = TRIPTYQUE if page.avec_triptyque else ()
    return PageRead(
        kind=str(page._meta.verbose_name),
        words_expected=page.words_expected,
        chapo=page.chapo.strip(),
        asks_triptyque=bool(asked),
        missing=tuple(name for name in asked if not getattr(page, name).all()),
        today=today,
        freshness=page.freshness,
        runs=tuple(walk.runs),
        links=tuple(walk.links),
        headings=tuple(walk.headings),
        pictures=tuple(walk.pictures),
        figures=tuple(walk.figures),
        citations=tuple(citations_de(page)),
        around=around or Surroundings(),
    )


class _Walk:
    """Gathers, in the order of the page."""

    def __init__(self) -> None:
        self.runs: list[TextRun] = []
        self.links: list[LinkText] = []
        self.headings: list[HeadingSeen] = []
        self.pictures: list[Picture] = []
        self.figures: list[KeyFigure] = []
        self.level = TITLE_LEVEL

    def model(self, instance: Any, place: Lieu) -> None:
        """The fields of a page or of a child, then its children."""
        if chapo := getattr(instance, "chapo", ""):
            self.runs.append(TextRun(chapo, place.vers("chapo", "Chapô")))
        for one in instance._meta.concrete_fields:
            here = place.vers(one.name, str(one.verbose_name))
            if isinstance(one, StreamField):
                self.level = TITLE_LEVEL
                self.stream(getattr(instance, one.attname) or (), here)
            elif isinstance(one, RichTextField):
                self.level = TITLE_LEVEL
                self.html(getattr(instance, one.attname) or "", here)
        self.child(instance, place)
        for relation in get_all_child_relations(type(instance)):
            name = relation.get_accessor_name()
            if name is None or relation.related_model._meta.app_label == "wagtailcore":
                continue
            for rank, child in enumerate(getattr(instance, name).all()):
                inside = Lieu(f"{place.champ}.{name}" if place.champ else name, place.bloc, place.mots)
                self.model(child, inside.vers(rank, f"{relation.related_model._meta.verbose_name} n° {rank + 1}"))

    def child(self, instance: Any, place: Lieu) -> None:
        """A link or a figure that is a row of its own."""
        names = {one.name for one in instance._meta.concrete_fields}
        if {"libelle", "url"} <= names:
            self.links.append(LinkText(instance.libelle.strip(), instance.url, place))
        if {"valeur", "libelle", "source", "millesime"} <= names:
            self.figures.append(KeyFigure(str(instance), instance.source.strip(), instance.millesime, place))

    def stream(self, value: Any, place: Lieu) -> None:
        """Blocks, one after the other."""
        for rank, child in enumerate(value):
            words = f"bloc n° {rank + 1} ({child.block.label})"
            self.block(child.block, child.value, place.vers(rank, words, str(child.id or "")))

    def block(self, block: blocks.Block, value: Any, place: Lieu) -> None:
        """One block, and what is inside it."""
        if isinstance(block, TitreBlock):
            self.heading(TITLE_LEVEL, str(value or ""), place)
        elif isinstance(block, IllustrationBlock):
            name = getattr(value.get("image"), "title", "")
            texts = [str(value.get(one) or "").strip() for one in ("alternative", "credit")]
            self.pictures.append(Picture(texts[0], name, texts[1], place))
        elif isinstance(block, ChiffreCleBlock):
            what = f"{value.get('valeur') or ''} {value.get('unite') or ''}".strip()
            self.figures.append(KeyFigure(what, (value.get("source") or "").strip(), value.get("millesime"), place))
        elif isinstance(block, TableauBlock):
            if _has_numbers(value.get("tableau")):
                source = (value.get("source") or "").strip()
                self.figures.append(KeyFigure(value.get("titre") or "", source, None, place, asks_year=False))
        else:
            self.inside(block, value, place)

    def inside(self, block: blocks.Block, value: Any, place: Lieu) -> None:
        """What blocks are made of."""
        if isinstance(block, blocks.StreamBlock):
            self.stream(value, place)
        elif isinstance(block, blocks.StructBlock):
            for name, child in block.child_blocks.items():
                self.block(child, value.get(name), place.vers(name, str(child.label)))
        elif isinstance(block, blocks.ListBlock):
            for rank, bound in enumerate(value.bound_blocks):
                self.block(bound.block, bound.value, place.vers(rank, f"n° {rank + 1}", bound.original_id or ""))
        elif isinstance(block, blocks.RichTextBlock):
            self.html(value.source if value else "", place)
        elif isinstance(block, blocks.TextBlock) and value:
            self.runs.append(TextRun(str(value), place))

    def html(self, source: str, place: Lieu) -> None:
        """Rich text as Wagtail keeps it."""
        if not source:
            return
        tree = LexborHTMLParser(source)
        for node in tree.css("h2, h3, h4, h5, h6, p, li"):
            tag, text = str(node.tag), _text(node)
            if tag[0] == "h":
                self.heading(int(tag[1]), text, place)
            elif text:
                self.runs.append(TextRun(text, place))
                if tag == "p" and _is_all_bold(node, text):
                    self.headings.append(HeadingSeen(0, self.level, text, place, fake=True))
        for node in tree.css("a"):
            told = node.attributes
            target = (told.get("href") or "").strip() or f"{told.get('linktype') or ''}:{told.get('id') or ''}"
            self.links.append(LinkText(_text(node), target, place))

    def heading(self, level: int, text: str, place: Lieu) -> None:
        """One more of them."""
        self.headings.append(HeadingSeen(level, self.level, text.strip(), place))
        self.level = level


def _text(node: Any) -> str:
    return " ".join(node.text().split())


def _is_all_bold(node: Any, text: str) -> bool:
    bold = "".join(_text(one) for one in node.css("b, strong"))
    return bool(text) and bold.replace(" ", "") == text.replace(" ", "")


def _has_numbers(table: Any) -> bool:
    return bool(table) and any(column["block"].name == "nombre" for column in table.columns) and bool(table.rows)
