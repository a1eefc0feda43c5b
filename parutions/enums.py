"""Where a set stands, what is to happen to each of its pages, and what happened."""

from django.db import models


class EtatParution(models.TextChoices):
    """From the first page that is added to the day on which all appear."""

    PREPARATION = "preparation", "En préparation"
    PROPOSEE = "proposee", "Proposée à l’approbation"
    APPROUVEE = "approuvee", "Approuvée"
    PARUE = "parue", "Parue"
    DEFAITE = "defaite", "Défaite"
    ABANDONNEE = "abandonnee", "Abandonnée"


#: Those that are not over: a page stands in one of them at most.
OPEN = (EtatParution.PREPARATION, EtatParution.PROPOSEE, EtatParution.APPROUVEE)


class Sorte(models.TextChoices):
    """What is to happen to a page."""

    PUBLIER = "publier", "Publier ce brouillon"
    DEPUBLIER = "depublier", "Retirer du site"
    DEPLACER = "deplacer", "Déplacer"


class Issue(models.TextChoices):
    """What became of a page."""

    A_VENIR = "", "À venir"
    FAITE = "faite", "Fait"
    ECARTEE = "ecartee", "Laissée de côté : elle avait expiré"
    DEFAITE = "defaite", "Remise comme avant"
