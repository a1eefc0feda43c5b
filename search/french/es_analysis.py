"""The analysis settings of the Elasticsearch index, derived from the declarations.

They need nothing but the ``analysis-common`` module, on Elasticsearch 8.19 and 9. Queries arrive analysed
already (``search.planning.parsing``), so the three analysers serve the index alone.
"""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from search.french import declarations, lexicon
from search.french.patterns import java

INDEX_ANALYSER = "francais"
EXACT_ANALYSER = "francais_exact"
ACCENTS_ANALYSER = "francais_accents"


def elasticsearch_analysis() -> dict[str, Any]:
    """The ``analysis`` block of the index settings: analysers for a field, its ``.exact`` and its ``.accents``."""
    before = [*_character_filters()]
    words = ["francais_elision", "lowercase"]
    stems = [*_paradigm_filters(), "francais_proteges", "francais_chiffres", "francais_formes", "francais_gardes"]
    return {
        "char_filter": _character_filters(),
        "tokenizer": {
            "francais_mots": {"type": "standard", "max_token_length": declarations.MAX_TOKEN_LENGTH},
        },
        "filter": {**_word_filters(), **_paradigm_filters(), **_accent_filters()},
        "analyzer": {
            INDEX_ANALYSER: _analyser(before, [*words, *stems, "francais_leger", "asciifolding"]),
            EXACT_ANALYSER: _analyser(before, [*words, "asciifolding"]),
            ACCENTS_ANALYSER: _analyser(before, [*words, *_accent_filters()]),
        },
    }


@cache
def analysis_hash() -> str:
    """Changes when, and only when, the same text would give other terms: an index keeps it in its sentinel."""
    described = json.dumps(elasticsearch_analysis(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def _analyser(character_filters: list[str], filters: list[str]) -> dict[str, Any]:
    return {
        "type": "custom",
        "char_filter": character_filters,
        "tokenizer": "francais_mots",
        "filter": filters,
    }


def _character_filters() -> dict[str, Any]:
    mappings = [f"{_escaped(found)}=>{_escaped(put)}" for found, put in declarations.CHARACTERS.items()]
    return {
        "francais_caracteres": {"type": "mapping", "mappings": mappings},
        **{
            f"francais_{rewrite.name}": {
                "type": "pattern_replace",
                "pattern": java(rewrite.pattern),
                "replacement": rewrite.replacement,
            }
            for rewrite in declarations.CHARACTER_REWRITES
        },
    }


def _escaped(characters: str) -> str:
    """As Elasticsearch's mapping rules want them: it trims the spaces and reads \\uXXXX."""
    return "".join(f"\\u{ord(character):04x}" for character in characters)


def _paradigm_filters() -> dict[str, Any]:
    return _replacing(declarations.PARADIGMS)


def _accent_filters() -> dict[str, Any]:
    return _replacing(declarations.ACCENTED_FORMS)


def _replacing(rewrites: Iterable[declarations.Rewrite]) -> dict[str, Any]:
    return {
        f"francais_{rewrite.name}": {
            "type": "pattern_replace",
            "pattern": java(rewrite.pattern),
            "replacement": rewrite.replacement,
            "all": False,
        }
        for rewrite in rewrites
    }


def _word_filters() -> dict[str, Any]:
    return {
        "francais_elision": {"type": "elision", "articles": list(declarations.ELISIONS), "articles_case": True},
        "francais_proteges": {"type": "keyword_marker", "keywords": sorted(lexicon.PROTECTED)},
        "francais_chiffres": {"type": "keyword_marker", "keywords_pattern": java(declarations.DIGITS)},
        "francais_formes": {
            "type": "stemmer_override",
            "rules": [f"{word} => {stem}" for word, stem in sorted(lexicon.OVERRIDES.items())],
        },
        "francais_gardes": {"type": "keyword_marker", "keywords_pattern": java(declarations.KEPT)},
        "francais_leger": {"type": "stemmer", "language": "light_french"},
    }
