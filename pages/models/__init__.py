"""The page types, by name."""

from pages.models.accueil import Accueil, Axe, PageSimple, Rubrique
from pages.models.base import PageEditoriale, PagePartenaire, PageTerritoire
from pages.models.boite import BoiteAOutils, EtapeRecit, ExempleInspirant, QuestionReponse
from pages.models.comprendre import (
    BaseDeConnaissance,
    Chapitre,
    ChiffreCle,
    FicheRepereActeur,
    FicheRepereDomaine,
    FicheRepereTerritoire,
    PageDomaine,
)
from pages.models.ressource import LienRessource, Ressource

__all__ = [
    "Accueil",
    "Axe",
    "BaseDeConnaissance",
    "BoiteAOutils",
    "Chapitre",
    "ChiffreCle",
    "EtapeRecit",
    "ExempleInspirant",
    "FicheRepereActeur",
    "FicheRepereDomaine",
    "FicheRepereTerritoire",
    "LienRessource",
    "PageDomaine",
    "PageEditoriale",
    "PagePartenaire",
    "PageSimple",
    "PageTerritoire",
    "QuestionReponse",
    "Ressource",
    "Rubrique",
]
