"""What a partner proposes, and where it stands."""

from django.db import models


class SorteDeDemarche(models.TextChoices):
    """What is proposed."""

    VALABLE = "valable", "Toujours valable"
    CORRECTION = "correction", "Correction"
    RESSOURCE = "ressource", "Nouvelle ressource"
    FEUILLE = "feuille", "Feuille"


class EtatDeDemarche(models.TextChoices):
    """From the partner's press to the editor's answer."""

    ATTENTE = "attente", "En attente"
    ACCEPTEE = "acceptee", "Acceptée"
    DECLINEE = "declinee", "Déclinée"
