"""The closed lists of reports and mails."""

from django.db import models


class Rythme(models.TextChoices):
    """How often a report is due."""

    JOUR = "jour", "Chaque jour ouvré"
    SEMAINE = "semaine", "Chaque semaine"
    MOIS = "mois", "Chaque mois, la première fois que ce jour revient"


class Jour(models.IntegerChoices):
    """Days as Python counts them."""

    LUNDI = 0, "Lundi"
    MARDI = 1, "Mardi"
    MERCREDI = 2, "Mercredi"
    JEUDI = 3, "Jeudi"
    VENDREDI = 4, "Vendredi"
    SAMEDI = 5, "Samedi"
    DIMANCHE = 6, "Dimanche"


class SorteMessage(models.TextChoices):
    """What a mail is about."""

    RAPPORT = "rapport", "Rapport"
    ESSAI = "essai", "Essai"
    ALERTE = "alerte", "Alerte à l’équipe technique"
    PARUTION = "parution", "Parution, pour qui la prépare ou l’approuve"
    COMPTE = "compte", "Au sujet d’un compte, pour la personne à qui il est"
    RELECTURE = "relecture", "Au sujet d’une page en relecture ou d’une proposition"


class EtatCourriel(models.TextChoices):
    """Where one mail to one address stands."""

    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYE = "envoye", "Envoyé"
    EN_ECHEC = "en_echec", "En échec"
    INCERTAIN = "incertain", "Sans nouvelle du serveur"
    REMPLACE = "remplace", "Remplacé par un plus récent"
