"""The registry of outgoing links, and the addresses that replace others in it."""

from liens.models.domaine import LigneDeDomaine, RemplacementDeDomaine
from liens.models.lien import Lien, LienQuerySet, OccurrenceLien
from liens.models.remplacement import LigneRemplacement, Remplacement

__all__ = [
    "Lien",
    "LienQuerySet",
    "LigneDeDomaine",
    "LigneRemplacement",
    "OccurrenceLien",
    "Remplacement",
    "RemplacementDeDomaine",
]
