"""The closed lists of the coverage matrix."""

from django.db import models


class TableauDeCouverture(models.TextChoices):
    """The tables that may be shown: rows × columns."""

    ACTEURS = "acteurs", "Acteurs et domaines"
    TERRITOIRES = "territoires", "Territoires et domaines"
    NATURES = "natures", "Natures et axes"


class Portee(models.TextChoices):
    """What counts for a territoire: as the scopes of the search."""

    PROPRE = "propre", "ce territoire et les lieux qu’il contient"
    TOUT = "tout", "tout ce qui s’y applique, même de plus large"


class SorteDePages(models.TextChoices):
    """Which pages count, told by their nature as the search does."""

    TOUTES = "toutes", "Toutes les pages"
    RESSOURCES = "ressources", "Ressources"
    EXEMPLES = "exemples", "Exemples inspirants"
    FICHES = "fiches", "Fiches repères"


class SorteDeManque(models.TextChoices):
    """Who lacked something: visitors who searched, walks of the A.D.O.C."""

    RECHERCHE = "recherche", "Cherché sans résultat"
    ADOC = "adoc", "Manqué à l’A.D.O.C."


class EtatDemande(models.TextChoices):
    """Where what was asked of a partner stands."""

    OUVERTE = "ouverte", "Ouverte"
    SATISFAITE = "satisfaite", "Satisfaite"
    ABANDONNEE = "abandonnee", "Abandonnée"
