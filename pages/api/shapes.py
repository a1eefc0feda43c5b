"""The shapes in which the API gives what pages hold: rich text, images, cited pages, terms.

Both what a block or field returns and what the OpenAPI says of it come from here.
"""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

SorteDeNoeud = Literal[
    "paragraphe", "titre3", "titre4", "liste", "liste_numerotee", "element", "lien", "gras", "italique", "texte", "saut"
]
#: A draft may still lack a text: it is given as an empty one.
Texte = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


def _absent(value: object) -> bool:
    return not value


class Noeud(Schema):
    """One node of a rich text: `texte` on a leaf, `enfants` elsewhere.

    `href` and, where it leads to a page of the site, `page` (its id) are on a `lien`; one without `href` leads nowhere
    that visitors may go.
    """

    type: SorteDeNoeud
    texte: str = Field("", exclude_if=_absent)
    href: str = Field("", exclude_if=_absent)
    page: int | None = Field(None, exclude_if=_absent)
    enfants: list["Noeud"] = Field([], exclude_if=_absent)


class TexteRiche(Schema):
    """Rich text twice: as HTML that holds nothing but `p h3 h4 ul ol li a b i br`, and as the tree it is made of.

    `source` is the text in the format that `rich_text_format` asks for, null where nothing is asked.
    """

    html: str
    arbre: list[Noeud]
    source: str | None = None


class PointFocal(Schema):
    """Where the eye goes, as shares of width and height from the upper left corner, 0 to 1."""

    x: float
    y: float


class RenduImage(Schema):
    """One size of an image, in pixels, made when its signed address is first asked."""

    format: Literal["avif", "webp", "jpeg", "svg"]
    largeur: int
    hauteur: int
    url: str


class ImageApi(Schema):
    """An image: its size in pixels, its mean colour to show meanwhile (null for drawings), and what to load."""

    id: int
    titre: str
    alternative: str
    largeur: int
    hauteur: int
    point_focal: PointFocal | None
    couleur: str | None
    rendus: list[RenduImage]


class PageCitee(Schema):
    """A public page of the site that another one cites; `chemin` begins with a slash."""

    id: int
    titre: str
    url: str
    chemin: str


class Colonne(Schema):
    """The head of a column of a table, and what its cells hold."""

    type: Literal["texte", "nombre"]
    titre: str


class Cellules(Schema):
    """A table: each row has one cell per column, null where it is empty."""

    legende: Texte
    colonnes: list[Colonne]
    lignes: list[list[str | float | None]]


class TermeCourt(TypedDict):
    """A term by its slug, which never changes, and its name."""

    slug: str
    nom: str
