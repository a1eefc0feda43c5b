"""The closed lists of a C.A.P."""

from django.db import models


class Statut(models.TextChoices):
    """How far one element is."""

    A_FAIRE = "a_faire", "À faire"
    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Fait"


class Devenir(models.TextChoices):
    """What became of a page since it was chosen."""

    MODIFIEE = "modifiee", "modifiée"
    DEPUBLIEE = "depubliee", "dépubliée"
