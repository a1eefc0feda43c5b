"""The closed lists of a C.A.P."""

from django.db import models


class Statut(models.TextChoices):
    """How far one element is."""

    A_FAIRE = "a_faire", "À faire"
    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Fait"
