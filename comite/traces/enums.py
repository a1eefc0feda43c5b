"""What an entry of the log is about."""

from django.db import models


class SorteTrace(models.TextChoices):
    PAGE = "page", "Page"
    DROIT = "droit", "Droit"
    COMPTE = "compte", "Compte"
    FICHIER = "fichier", "Image ou document"
    REGLAGE = "reglage", "Terme ou réglage"
