"""What every search must know before it asks an engine, in one small SQL query."""

from dataclasses import dataclass

from django.db import connection

# Two tiny reads in one round trip: they are on the path of every search, cached or not.
_SQL = """
SELECT 0, generation, termes FROM search_etatindex
UNION ALL
SELECT 1, page_id, 0 FROM search_ecritureindex WHERE sorte = 'retirer' AND etat IN ('en_attente', 'en_echec')
"""


@dataclass(frozen=True, slots=True)
class IndexState:
    """`withheld` holds the pages whose removal waits: they are excluded inside every query."""

    generation: int
    termes: int
    withheld: frozenset[int]


def index_state() -> IndexState:
    """The counters and the waiting removals, as they stand now."""
    generation = termes = 0
    withheld = []
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        for kind, number, other in cursor.fetchall():
            if kind:
                withheld.append(number)
            else:
                generation, termes = number, other
    return IndexState(generation, termes, frozenset(withheld))
