"""The closed lists of the pages."""

from django.db import models


class RoleLien(models.TextChoices):
    """What a resource's link leads to."""

    PRINCIPAL = "principal", "Accès principal"
    DOCUMENTATION = "documentation", "Documentation"
    ARCHIVE = "archive", "Archive"
    VIDEO = "video", "Vidéo"


class Acces(models.TextChoices):
    """On what terms a resource is open."""

    LIBRE = "libre", "Libre et gratuit"
    INSCRIPTION = "inscription", "Gratuit, sur inscription"
    ADHESION = "adhesion", "Réservé aux adhérents"
    PAYANT = "payant", "Payant"


class RythmeRelecture(models.TextChoices):
    """How often the responsable reads a page again."""

    TRIMESTRE = "trimestre", "Tous les trois mois"
    SEMESTRE = "semestre", "Tous les six mois"
    ANNEE = "annee", "Tous les ans"
    DEUX_ANS = "deux_ans", "Tous les deux ans"


class BrowseShelf(models.TextChoices):
    """The shelves from which everything is reached while nothing answers searches, in their order."""

    AXE = "axe", "Par axe"
    BOITE = "boite", "Par boîte à outils"
    DOMAINE = "domaine", "Par domaine"
    TERRITOIRE = "territoire", "Par territoire"
    ACTEUR = "acteur", "Par acteur"


class NavigationPlace(models.TextChoices):
    """Where a page of a type stands in the site's navigation."""

    HOME = "home", "Accueil"
    AXE = "axe", "Axe"
    SHELF = "shelf", "Sous un axe"
    PARCOURS = "parcours", "A.D.O.C."
    PLAIN = "plain", "Page simple"
