"""The closed lists of a search."""

from django.db import models


class SearchScope(models.TextChoices):
    """Which documents a chosen territoire finds: with what applies to it from above, or its own only."""

    TOUT = "tout", "Tout ce qui s’y applique"
    PROPRE = "propre", "Seulement ce territoire et ceux qu’il contient"


class Tri(models.TextChoices):
    """The orders that a visitor may ask for."""

    PERTINENCE = "pertinence", "Les plus pertinents"
    NOUVEAUTE = "nouveaute", "Les plus récents"
    VERIFIE = "verifie", "Vérifiés récemment"
    ALPHABETIQUE = "alphabetique", "De A à Z"


class Mots(models.TextChoices):
    """How many of the typed words a document must have. `AUTO` lets the answer choose between the two others."""

    AUTO = "auto", "Tous vos mots, ou une partie s’ils trouvent trop peu"
    TOUS = "tous", "Tous vos mots"
    PARTIE = "partie", "Une partie de vos mots"


class Facette(models.TextChoices):
    """The facets, in the order in which visitors read them. The value is the URL's parameter."""

    TERRITOIRE = "territoire", "Territoire"
    ACTEUR = "acteur", "Acteur"
    DOMAINE = "domaine", "Domaine"
    AXE = "axe", "Axe"
    BOITE = "boite", "Boîte à outils"
    ODD = "odd", "ODD"
    NATURE = "nature", "Nature"
    PARTENAIRE = "partenaire", "Partenaire"
    ETAT_LIEN = "etat_lien", "État du lien"


class SorteEcriture(models.TextChoices):
    """What an outbox row asks of the index."""

    INDEXER = "indexer", "Indexer"
    RETIRER = "retirer", "Retirer"


class EtatEcriture(models.TextChoices):
    """Where an outbox row stands. A dead one is kept, with its error, until an editor replays it."""

    EN_ATTENTE = "en_attente", "En attente"
    FAITE = "faite", "Faite"
    EN_ECHEC = "en_echec", "En échec"


class Cible(models.TextChoices):
    """Which index a row of the outbox is for: each has rows of its own, so that neither waits for the other."""

    PRINCIPAL = "principal", "Index principal"
    COPIE = "copie", "Copie de secours"


class Demande(models.TextChoices):
    """What an editor asks of the worker that writes an index."""

    RECONSTRUIRE = "reconstruire", "Reconstruire l’index"
    CONFIRMER = "confirmer", "Reconstruire l’index quoi que disent les témoins"
    REVENIR = "revenir", "Revenir à l’index précédent"
