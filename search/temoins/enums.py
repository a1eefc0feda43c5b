"""The closed lists of the témoins."""

from django.db import models


class Role(models.TextChoices):
    """What a page is to a témoin."""

    ATTENDUE = "attendue", "Doit venir parmi les premières"
    INDESIRABLE = "indesirable", "Ne doit pas venir parmi les premières"


class Origine(models.TextChoices):
    """Why the témoins were run."""

    BOUTON = "bouton", "À la demande"
    NUIT = "nuit", "Chaque nuit"
    RECONSTRUCTION = "reconstruction", "Avant un changement d’index"


class Moteur(models.TextChoices):
    """The engines, as editors read of them."""

    EMBEDDED = "embedded", "intégré"
    ELASTICSEARCH = "elasticsearch", "Elasticsearch"
