"""What every search must know before it asks an engine, in one small SQL query."""

from dataclasses import dataclass

from django.db import connection

# Three tiny reads in one round trip: they are on the path of every search, cached or not.
_SQL = """
SELECT 0, generation, termes FROM search_etatindex
UNION ALL
SELECT CASE cible WHEN 'copie' THEN 2 ELSE 1 END, page_id, 0 FROM search_ecritureindex
WHERE sorte = 'retirer' AND etat IN ('en_attente', 'en_echec')
UNION ALL
SELECT 1, page_id, 0 FROM search_pageretenue
"""
_COPIE = 2


@dataclass(frozen=True, slots=True)
class IndexState:
    """`withheld` holds the pages whose removal waits, and those that are about to appear with others: they are
    excluded inside every query.

    `withheld_in_copy` holds those whose removal from the copy waits: the copy has a backlog of its own.
    """

    generation: int
    termes: int
    withheld: frozenset[int]
    withheld_in_copy: frozenset[int] = frozenset()


def index_state() -> IndexState:
    """The counters and the waiting removals, as they stand now."""
    generation = termes = 0
    withheld: tuple[list[int], list[int]] = ([], [])
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        for kind, number, other in cursor.fetchall():
            if kind:
                withheld[kind == _COPIE].append(number)
            else:
                generation, termes = number, other
    return IndexState(generation, termes, *map(frozenset, withheld))
