"""What may be done to many pages at once, and what becomes of each."""

from django.db import models


class ActeDeLot(models.TextChoices):
    """One act on many pages."""

    RESPONSABLE = "responsable", "Confier à un responsable"
    AJOUTER = "ajouter", "Ajouter des termes"
    RETIRER = "retirer", "Retirer des termes"
    NATURE = "nature", "Changer de nature"
    RELU = "relu", "Noter « relu aujourd’hui »"
    VALABLE = "valable", "Changer « valable jusqu’au »"
    RUBRIQUE = "rubrique", "Ranger dans une autre rubrique"


class IssueDeLot(models.TextChoices):
    """What became of one page."""

    PREVUE = "prevue", "En attente"
    BROUILLON = "brouillon", "Enregistrée en brouillon"
    PUBLIEE = "publiee", "Publiée"
    RANGEE = "rangee", "Rangée ailleurs"
    NOTEE = "notee", "Notée comme relue"
    REFUSEE = "refusee", "Non modifiée"
    ANNULEE = "annulee", "Annulée"


class AttenteDeLot(models.TextChoices):
    """What a worker still has to do with it."""

    FAIRE = "faire", "À faire"
    DEFAIRE = "defaire", "À annuler"
