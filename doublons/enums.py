"""The closed lists of doubles."""

from django.db import models


class Motif(models.TextChoices):
    """Why two pages may be one and the same thing."""

    ADRESSE = "adresse", "même adresse"
    TITRE = "titre", "titre proche"
    TEXTE = "texte", "texte proche"
