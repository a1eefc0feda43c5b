"""The lexique as queries use it: read once, and again as soon as any process has changed a row.

Every search already reads the counter `EtatIndex.termes`, which a saved row moves in its own transaction. So a
change holds for the next search of every process, whichever engine answers, and no index is touched.
"""

from dataclasses import dataclass

from search.lexique.models import GroupeDeSynonymes, MotProtege, Sigle
from search.lexique.shipped import cle_livree
from search.lexique.synonyms import SynonymGroup, everyday_groups, shipped_groups
from search.state.snapshot import index_state


@dataclass(frozen=True, slots=True, eq=False)
class Lexique:
    """The groups and the protected words of one moment. Compared by identity: a plan is kept beside it.

    `larges` are the groups of a widened search: the same, and people's own words.
    """

    generation: int
    groupes: tuple[SynonymGroup, ...]
    proteges: frozenset[str]
    larges: tuple[SynonymGroup, ...] = ()


_current: Lexique | None = None


def current_lexique(generation: int | None = None) -> Lexique:
    """The lexique as of this generation of the terms, from memory when nothing has changed."""
    global _current  # one cache per process, replaced whole
    asked = index_state().termes if generation is None else generation
    found = _current
    if found is None or found.generation != asked:
        found = _current = _read(asked)
    return found


def shipped_lexique() -> Lexique:
    """What ships, as if no editor had touched it: for measures that ask no database."""
    return Lexique(0, shipped_groups(), frozenset(), (*shipped_groups(), *everyday_groups()))


def forget() -> None:
    """Read everything again at the next search."""
    global _current  # as above
    _current = None


def _read(generation: int) -> Lexique:
    rows: list[GroupeDeSynonymes | Sigle] = [*GroupeDeSynonymes.objects.all(), *Sigle.objects.all()]
    taken = {row.cle_livree for row in rows}
    shipped = [groupe for groupe in shipped_groups() if cle_livree(groupe) not in taken]
    proteges = MotProtege.objects.filter(actif=True).values_list("forme", flat=True)
    groupes = (*shipped, *(row.groupe for row in rows if row.actif))
    return Lexique(generation, groupes, frozenset(proteges), (*groupes, *everyday_groups()))
