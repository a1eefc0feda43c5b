"""Words a query may leave out. No index drops any: « Grand Est » and « économie sociale et solidaire » need them."""

_WORDS = """
    le la les un une des du de au aux a et ou en dans sur pour par avec
    ce cet cette ces son sa ses leur leurs qui que dont se y
    il elle ils elles on nous vous je ne comment quel quelle quels quelles
    l d j s n m t c qu jusqu lorsqu puisqu quoiqu
"""

STOPWORDS = frozenset(_WORDS.split())


def is_stopword(folded: str) -> bool:
    """Whether a folded, lower-case word is one a query may leave out."""
    return folded in STOPWORDS
