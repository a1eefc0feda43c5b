"""The terms, re-exported by name."""

from taxonomy.models.base import SlugFusionne, Terme
from taxonomy.models.partenaire import Partenaire
from taxonomy.models.termes import Acteur, Domaine, Nature, Odd, TermeOrdonne
from taxonomy.models.territoire import Territoire, at_or_below, slug_de_territoire

__all__ = [
    "Acteur",
    "Domaine",
    "Nature",
    "Odd",
    "Partenaire",
    "SlugFusionne",
    "Terme",
    "TermeOrdonne",
    "Territoire",
    "at_or_below",
    "slug_de_territoire",
]
