"""One French for both engines: the Python analyser and the Elasticsearch settings come from the same declarations."""

from search.french.analyser import Token, Word, analyse, analyse_accents, analyse_exact, words
from search.french.es_analysis import analysis_hash, elasticsearch_analysis

__all__ = [
    "Token",
    "Word",
    "analyse",
    "analyse_accents",
    "analyse_exact",
    "analysis_hash",
    "elasticsearch_analysis",
    "words",
]
