"""The Elasticsearch index: its mapping, its names, and a Document turned into its source.

::

    <base>-lecture      alias that every search asks
    <base>-ecriture     alias over the indices that are written: one, or two while a rebuild runs
    <base>-<moment>     the indices themselves; the one before the current is kept for a rollback

Nothing here needs a module beyond those of a plain 8.19 or 9: no `search_as_you_type`, no synonyms API.
"""

import hashlib
import json
import time
from base64 import b64encode
from typing import Any

from elasticsearch.dsl import Document as IndexDocument
from elasticsearch.dsl import Integer, Keyword, Long, MetaField, Text

from search.documents.document import SHOWN, Document
from search.enums import Facette
from search.french import analysis_hash, elasticsearch_analysis
from search.french.es_analysis import ACCENTS_ANALYSER, EXACT_ANALYSER, INDEX_ANALYSER
from search.vectors import vector_of_page, vectors_in_use

SOMMET = "sommet"
LIGNEE = "lignee"
#: The rung of the nearest of its territoires, and where all of them lie.
ECHELON = "echelon"
LIEU = "lieu"
#: Only in an index that is made while the settings name an encoder.
VECTEUR = "vecteur"
#: What a query sends is analysed already: it is only cut at its spaces.
QUERY_ANALYSER = "whitespace"
#: How deep pages may be asked for.
FENETRE = 500_000


def _text(analyser: str = INDEX_ANALYSER, **fields: Text) -> Text:
    more: dict[str, Any] = {"fields": fields} if fields else {}
    return Text(analyzer=analyser, search_analyzer=QUERY_ANALYSER, position_increment_gap=100, **more)


class PageDeLIndex(IndexDocument):
    """The mapping, to which each facet adds its keywords. Strict: a field that is not declared is refused."""

    id = Long()
    version = Long()
    empreinte = Keyword(index=False, doc_values=False)
    tout = _text(exact=_text(EXACT_ANALYSER), accents=_text(ACCENTS_ANALYSER))
    titre = _text(exact=_text(EXACT_ANALYSER), accents=_text(ACCENTS_ANALYSER))
    chapo = _text()
    termes = _text()
    sommet = Keyword()
    lignee = Keyword()
    echelon = Keyword()
    presente = Keyword()
    titre_entier = Keyword()
    lieu = Keyword()
    tri_titre = Keyword()
    tri_publie = Long()
    tri_verifie = Long()
    rang = Long()
    fin = Integer()
    affichage = Keyword(index=False, doc_values=False)
    debut = Keyword(index=False, doc_values=False)

    class Meta:
        dynamic = MetaField("strict")


for _facette in Facette:
    PageDeLIndex._doc_type.mapping.field(_facette.value, Keyword())


def body_of_index() -> dict[str, Any]:
    """Settings and mapping of a new index, with the hashes that say for which code it was made."""
    mappings = {**_mapping(), "_meta": hashes()}
    # The texts can be read again from the database: only what a hit shows is kept beside the index.
    mappings["_source"] = {"excludes": ["tout", "titre", "chapo", "termes"]}
    return {
        "settings": {
            # One shard: counts of terms are exact, and a few million pages fit in it.
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "max_result_window": FENETRE,
            "analysis": elasticsearch_analysis(),
        },
        "mappings": mappings,
    }


def _mapping() -> dict[str, Any]:
    found: dict[str, Any] = PageDeLIndex._doc_type.mapping.to_dict()
    if vectors_in_use():
        found["properties"][VECTEUR] = {"type": "binary"}
    return found


def hashes() -> dict[str, str]:
    """What an index keeps in `_meta`, to be compared with the code that asks it."""
    made_by = vectors_in_use()
    mapping = json.dumps([_mapping(), SHOWN, *([made_by.name] if made_by else [])], sort_keys=True)
    return {"schema": hashlib.sha256(mapping.encode()).hexdigest()[:16], "analysis": analysis_hash()}


def read_alias(base: str) -> str:
    return f"{base}-lecture"


def write_alias(base: str) -> str:
    return f"{base}-ecriture"


def new_name(base: str) -> str:
    """A name that sorts after those given before."""
    return f"{base}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{time.time_ns() % 1_000_000_000:09d}"


def source_of(document: Document, version: int) -> dict[str, Any]:
    """The source of one page."""
    source: dict[str, Any] = {
        "id": document.id,
        "version": version,
        "empreinte": document.empreinte,
        "tout": list(document.textes),
        "titre": document.titre,
        "chapo": document.chapo,
        "termes": list(document.termes),
        SOMMET: list(document.sommets),
        LIGNEE: list(document.lignee_des_sommets),
        ECHELON: document.echelon or None,
        LIEU: list(document.lieux),
        "presente": list(document.presente),
        "titre_entier": document.titre_entier,
        "tri_titre": document.tri_titre,
        "tri_publie": document.tri_publie,
        "tri_verifie": document.tri_verifie,
        "rang": document.rang,
        "affichage": document.affichage.decode(),
        "debut": document.debut,
    }
    if document.fin is not None:
        source["fin"] = document.fin
    if made_by := vectors_in_use():
        source[VECTEUR] = b64encode(vector_of_page(document, made_by)).decode()
    for facette in Facette:
        source[facette.value] = list(document.facettes[facette])
    return source
