"""The closed lists of sheets."""

from django.db import models


class SorteDeFeuille(models.TextChoices):
    """What the lines of a sheet are."""

    RESSOURCES = "ressources", "Ressources"
    EXEMPLES = "exemples", "Exemples inspirants"
    PARTENAIRES = "partenaires", "Partenaires"
    CHIFFRES = "chiffres", "Chiffres des fiches repères"


class EtatImport(models.TextChoices):
    """How far an import is."""

    COLONNES = "colonnes", "Colonnes à confirmer"
    ESSAI = "essai", "Essai à blanc en cours"
    ESSAYE = "essaye", "Essayé, rien n’est écrit"
    ECRITURE = "ecriture", "Import en cours"
    FAIT = "fait", "Importé"
    ANNULATION = "annulation", "Annulation en cours"
    ANNULE = "annule", "Annulé"


#: States in which the worker has something to do.
UNDER_WAY = (EtatImport.ESSAI, EtatImport.ECRITURE, EtatImport.ANNULATION)


class VerdictDeLigne(models.TextChoices):
    """What the dry run says of a line."""

    NOUVELLE = "nouvelle", "Nouvelle"
    MODIFIEE = "modifiee", "Modifiée"
    IDENTIQUE = "identique", "Identique"
    DOUBLE = "double", "Double"
    REFUSEE = "refusee", "Refusée"


#: Lines with these verdicts are written.
WRITTEN = (VerdictDeLigne.NOUVELLE, VerdictDeLigne.MODIFIEE)


class DecisionDeLigne(models.TextChoices):
    """What somebody decided of a line that looks like a double."""

    MEME = "meme", "C’est la même\u00a0: la mettre à jour"
    AUTRE = "autre", "Ce n’est pas un double\u00a0: la créer"


class IssueDeLigne(models.TextChoices):
    """What became of a line."""

    CREEE = "creee", "Créée"
    CHANGEE = "changee", "Modifiée"
    LAISSEE = "laissee", "Laissée de côté"
    ECHOUEE = "echouee", "Non importée"
    ANNULEE = "annulee", "Annulée"


DONE = (IssueDeLigne.CREEE, IssueDeLigne.CHANGEE)


class AttenteDeLigne(models.TextChoices):
    """What the worker is still to do with a line."""

    JUGER = "juger", "à essayer"
    ECRIRE = "ecrire", "à écrire"
    ANNULER = "annuler", "à annuler"
