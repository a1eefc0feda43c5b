"""The page types and the registry of links, re-exported by name."""

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
from pages.models.liens import Lien, OccurrenceLien
from pages.models.parcours import (
    ChoixAdoc,
    ConditionAdoc,
    ConditionDeRegle,
    DimensionAdoc,
    LacuneAdoc,
    NiveauAdoc,
    ParcoursAdoc,
    QuestionAdoc,
    RegleAdoc,
)
from pages.models.remplacement import LigneRemplacement, Remplacement
from pages.models.ressource import LienRessource, Ressource

__all__ = [
    "Accueil",
    "Axe",
    "BaseDeConnaissance",
    "BoiteAOutils",
    "Chapitre",
    "ChiffreCle",
    "ChoixAdoc",
    "ConditionAdoc",
    "ConditionDeRegle",
    "DimensionAdoc",
    "EtapeRecit",
    "ExempleInspirant",
    "FicheRepereActeur",
    "FicheRepereDomaine",
    "FicheRepereTerritoire",
    "LacuneAdoc",
    "Lien",
    "LienRessource",
    "LigneRemplacement",
    "NiveauAdoc",
    "OccurrenceLien",
    "PageDomaine",
    "PageEditoriale",
    "PagePartenaire",
    "PageSimple",
    "PageTerritoire",
    "ParcoursAdoc",
    "QuestionAdoc",
    "QuestionReponse",
    "RegleAdoc",
    "Remplacement",
    "Ressource",
    "Rubrique",
]
