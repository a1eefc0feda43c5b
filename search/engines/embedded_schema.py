"""The tantivy schema of the embedded index, and a Document turned into one of its rows.

Texts arrive analysed: their tokens are joined by spaces, which the index's own tokenizer splits again.
"""

import hashlib
from importlib.metadata import version

import tantivy

from search.documents.document import SHOWN, Document, terms_of_name
from search.enums import Facette
from search.french import analysis_hash, terms
from search.vectors import vector_of_page, vectors_in_use

ANALYSED = "analysed"
SOMMET = "sommet"
LIGNEE = "lignee"
#: The rung of the nearest of its territoires, and where all of them lie.
ECHELON = "echelon"
LIEU = "lieu"

_TEXTS = ("tout", "tout_exact", "tout_accents", "titre", "titre_exact", "titre_accents", "chapo", "termes")
_FACETTES = tuple((facette, facette.value) for facette in Facette)
PRESENTE = "presente"
TITRE_ENTIER = "titre_entier"
_KEYWORDS = (*(name for _, name in _FACETTES), SOMMET, LIGNEE, ECHELON, LIEU, PRESENTE)
_SORTS = ("tri_publie", "tri_verifie", "rang")
_STORED = ("affichage", "debut")
#: tantivy multiplies a score by log2(2 + weight): 2 for a page whose link works, 1 for one whose link does not.
POIDS = "poids"
_POIDS_OK, _POIDS_CASSE = 2, 0
#: Only in an index that is made while the settings name an encoder.
VECTEUR = "vecteur"


def schema_hash() -> str:
    """Changes when an index written by other code could not be asked by this one."""
    described = repr((_TEXTS, _KEYWORDS, _SORTS, _STORED, SHOWN, POIDS, "6", version("tantivy")))
    if made_by := vectors_in_use():
        described += made_by.name
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def sentinel() -> dict[str, str]:
    """What an index keeps beside itself, to be compared with the code that opens it."""
    return {"schema": schema_hash(), "analysis": analysis_hash()}


def build_schema() -> tantivy.Schema:
    """Every field, once."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("version", stored=True, fast=True)
    builder.add_text_field("empreinte", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _TEXTS:
        builder.add_text_field(name, tokenizer_name=ANALYSED, index_option="position")
    for name in _KEYWORDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TITRE_ENTIER, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tri_titre", fast=True, tokenizer_name="raw", index_option="basic")
    for name in (*_SORTS, POIDS):
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field("fin", indexed=True, fast=True)
    for name in _STORED:
        builder.add_bytes_field(name, stored=True)
    if vectors_in_use():
        builder.add_bytes_field(VECTEUR, stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tokenizers are not kept in an index: they are named again after each opening."""
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(ANALYSED, splitter)


def row_of(document: Document, number: int) -> tantivy.Document:
    """The row of one page, as written under the version `number`."""
    row = tantivy.Document()
    row.add_integer("id", document.id)
    row.add_unsigned("version", number)
    row.add_text("empreinte", document.empreinte)
    _add_texts(row, document)
    for facette, name in _FACETTES:
        for value in document.facettes[facette]:
            row.add_text(name, value)
    for name, values in (
        (SOMMET, document.sommets),
        (LIGNEE, document.lignee_des_sommets),
        (ECHELON, (document.echelon,) if document.echelon else ()),
        (LIEU, document.lieux),
        (PRESENTE, document.presente),
    ):
        for value in values:
            row.add_text(name, value)
    row.add_text("tri_titre", document.tri_titre)
    row.add_unsigned("tri_publie", document.tri_publie)
    row.add_unsigned("tri_verifie", document.tri_verifie)
    row.add_unsigned("rang", document.rang)
    row.add_unsigned(POIDS, _POIDS_CASSE if document.descend else _POIDS_OK)
    if document.fin is not None:
        row.add_integer("fin", document.fin)
    row.add_bytes("affichage", document.affichage)
    row.add_bytes("debut", document.debut.encode())
    if made_by := vectors_in_use():
        row.add_bytes(VECTEUR, vector_of_page(document, made_by))
    return row


def _add_texts(row: tantivy.Document, document: Document) -> None:
    """Each text is a value of its own, so that a phrase never runs from one into the next."""
    titre, chapo, corps = terms(document.titre), terms(document.chapo), terms(document.corps)
    names = [terms_of_name(name) for name in document.termes]
    for text in (titre, chapo, *names, corps):
        if text.stems:
            row.add_text("tout", text.stems)
            row.add_text("tout_exact", text.exacts)
            row.add_text("tout_accents", text.accents)
    row.add_text("titre", titre.stems)
    row.add_text("titre_exact", titre.exacts)
    row.add_text("titre_accents", titre.accents)
    row.add_text(TITRE_ENTIER, document.titre_entier)
    row.add_text("chapo", chapo.stems)
    for name in names:
        row.add_text("termes", name.stems)
