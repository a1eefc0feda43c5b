"""The tantivy schema of the embedded index, and a Document turned into one of its rows, in JSON.

Texts arrive analysed: their tokens are joined by spaces, which the index's own tokenizer splits again.
"""

import hashlib
from base64 import b64encode
from importlib.metadata import version
from typing import Any

import orjson
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


def line_of(document: Document) -> str:
    """The row of one page as the writer reads it, but for its version (`with_version`)."""
    row: dict[str, Any] = {
        "id": document.id,
        "empreinte": document.empreinte,
        **{name: document.facettes[facette] for facette, name in _FACETTES},
        SOMMET: document.sommets,
        LIGNEE: document.lignee_des_sommets,
        LIEU: document.lieux,
        PRESENTE: document.presente,
        "tri_titre": document.tri_titre,
        "tri_publie": document.tri_publie,
        "tri_verifie": document.tri_verifie,
        "rang": document.rang,
        POIDS: _POIDS_CASSE if document.descend else _POIDS_OK,
        "affichage": _in_base_64(document.affichage),
        "debut": _in_base_64(document.debut.encode()),
    }
    if document.echelon:
        row[ECHELON] = document.echelon
    if document.fin is not None:
        row["fin"] = document.fin
    if made_by := vectors_in_use():
        row[VECTEUR] = _in_base_64(vector_of_page(document, made_by))
    row |= _texts(document)
    return orjson.dumps(row).decode()


def with_version(line: str, number: int) -> str:
    """The same row, as written under the version `number`."""
    return f'{{"version":{number},{line[1:]}'


def _texts(document: Document) -> dict[str, Any]:
    """Each text is a value of its own, so that a phrase never runs from one into the next."""
    titre, chapo, corps = terms(document.titre), terms(document.chapo), terms(document.corps)
    names = [terms_of_name(name) for name in document.termes]
    every = [text for text in (titre, chapo, *names, corps) if text.stems]
    return {
        "tout": [text.stems for text in every],
        "tout_exact": [text.exacts for text in every],
        "tout_accents": [text.accents for text in every],
        "titre": titre.stems,
        "titre_exact": titre.exacts,
        "titre_accents": titre.accents,
        TITRE_ENTIER: document.titre_entier,
        "chapo": chapo.stems,
        "termes": [name.stems for name in names],
    }


def _in_base_64(read: bytes) -> str:
    return b64encode(read).decode()
