"""Where a proposal stands."""

from django.db import models


class EtatProposition(models.TextChoices):
    """From the first word to the answer."""

    EN_COURS = "en_cours", "En préparation"
    ENVOYEE = "envoyee", "Envoyée"
    ACCEPTEE = "acceptee", "Acceptée"
    DECLINEE = "declinee", "Déclinée"
    RETIREE = "retiree", "Retirée"


#: Not answered yet.
OUVERTES = (EtatProposition.EN_COURS, EtatProposition.ENVOYEE)
