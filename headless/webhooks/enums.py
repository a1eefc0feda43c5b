"""How a message to another site stands."""

from django.db import models


class EtatLivraison(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    LIVREE = "livree", "Reçue"
    EN_ECHEC = "en_echec", "En échec"


#: A test message, which no journal holds.
ESSAI = "essai"
