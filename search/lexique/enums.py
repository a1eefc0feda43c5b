"""The closed lists of the lexique."""

from django.db import models


class Sens(models.TextChoices):
    """Which way a group of synonyms works."""

    EQUIVALENTS = "equivalents", "Se valent : chaque mot trouve aussi les autres"
    SENS_UNIQUE = "sens_unique", "Sens unique : les mots trouvent aussi les cibles, mais pas l’inverse"
