"""The closed lists of the registry of links."""

from django.db import models


class EtatLien(models.TextChoices):
    """What editors and visitors read about a link; the values are those of the verdicts."""

    NOUVEAU = "nouveau", "Pas encore vérifié"
    OK = "ok", "Fonctionne"
    SUSPECT = "suspect", "À confirmer"
    CASSE = "casse", "Indisponible"
    ATTENTION = "attention", "Fonctionne, à regarder"
    INVERIFIABLE = "inverifiable", "Vérification impossible"
    DANGER = "danger", "À examiner avant d’ouvrir"
    RETIRE = "retire", "Plus cité"


class OrigineOccurrence(models.TextChoices):
    """Where in a page, or beside pages, an address stands."""

    CHAMP = "champ", "Champ"
    BLOC = "bloc", "Bloc de contenu"
    TEXTE = "texte", "Lien dans un texte"
    PARTENAIRE = "partenaire", "Site d’un partenaire"
    REDIRECTION = "redirection", "Redirection du site"


class IssueRemplacement(models.TextChoices):
    """What became of a page in which an address was to be replaced."""

    PREVUE = "prevue", "En attente"
    BROUILLON = "brouillon", "Enregistrée en brouillon"
    PUBLIEE = "publiee", "Publiée"
    MODIFIEE = "modifiee", "Modifiée"
    REFUSEE = "refusee", "Non modifiée"
    ANNULEE = "annulee", "Remplacement annulé"


class VerificationDAdresse(models.TextChoices):
    """What was seen of an address before it takes the place of another one."""

    ATTENTE = "attente", "Pas encore vérifiée"
    REPOND = "repond", "Répond"
    EXCEPTION = "exception", "Exception"


class AttenteRemplacement(models.TextChoices):
    """What a worker still has to do with it."""

    REMPLACER = "remplacer", "Remplacement demandé"
    ANNULER = "annuler", "Annulation demandée"
