"""What a token may be good for."""

from django.db import models


class TokenScope(models.TextChoices):
    """A right of a token, which never goes beyond those of its account."""

    BROUILLONS = "brouillons", "Lire les brouillons"
    ECRITURE = "ecriture", "Écrire"
