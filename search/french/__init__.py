"""One French for both engines: the Python analyser and the Elasticsearch settings come from the same declarations."""

from search.french.analyser import Word
from search.french.es_analysis import analysis_hash, elasticsearch_analysis
from search.french.pieces import Terms, terms, words

__all__ = [
    "Terms",
    "Word",
    "analysis_hash",
    "elasticsearch_analysis",
    "terms",
    "words",
]
