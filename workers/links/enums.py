"""The closed lists of what people decide about links, and of how their decisions end."""

from django.db import models


class SorteDecision(models.TextChoices):
    """What a person decided about a link. A decision silences or releases; it never changes what was seen."""

    IGNORER = "ignorer", "Ignoré"
    PAUSE = "pause", "En pause"
    FONCTIONNE = "fonctionne", "Fonctionne chez moi"
    REDIRECTION = "redirection", "Redirection acceptée"
    DANGER_ECARTE = "danger_ecarte", "Danger écarté"


class FinDecision(models.TextChoices):
    """Why a decision no longer holds."""

    EXPIREE = "expiree", "Arrivée à son terme"
    REVEILLEE = "reveillee", "Le résultat a changé"
    LEVEE = "levee", "Levée par quelqu’un"
    REMPLACEE = "remplacee", "Remplacée par une autre décision"
