"""What is looked at, and how grave it is."""

from django.db import models


class Verification(models.TextChoices):
    """One kind of check; the names are those of the report and of the settings."""

    TRIPTYQUE = "triptyque", "Triptyque"
    INTRODUCTION = "introduction", "Introduction"
    LIENS_TEXTES = "liens_textes", "Textes des liens"
    LIENS_MORTS = "liens_morts", "Liens morts"
    IMAGES = "images", "Textes de remplacement"
    CREDITS = "credits", "Crédits des images"
    INTERTITRES = "intertitres", "Intertitres"
    CHIFFRES = "chiffres", "Sources des chiffres"
    LONGUEUR = "longueur", "Nombre de mots"
    PHRASES = "phrases", "Longueur des phrases"
    LISIBILITE = "lisibilite", "Lisibilité"
    DOUBLES = "doubles", "Doublons"
    FRAICHEUR = "fraicheur", "Fraîcheur"


class Gravite(models.IntegerChoices):
    """How grave a remark is: the points that each takes away."""

    GRAVE = 10, "Important"
    MOYENNE = 5, "À corriger"
    LEGERE = 2, "À améliorer"
