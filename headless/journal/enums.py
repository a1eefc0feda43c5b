"""The kinds of what is noted and of what is told."""

from django.db import models


class Objet(models.TextChoices):
    """What a mark is about."""

    PAGE = "page", "Page"
    TERME = "terme", "Terme"
    LIEN = "lien", "Lien"
    PARUTION = "parution", "Parution"


class Evenement(models.TextChoices):
    """What is told; the values are those of the API and of the messages to other sites."""

    PAGE_PUBLIEE = "page.publiee", "Une page devient publique"
    PAGE_MODIFIEE = "page.modifiee", "Une page publique est modifiée"
    PAGE_RAFRAICHIE = "page.rafraichie", "Ce qu’une page cite a changé (terme, page citée, image)"
    PAGE_DEPLACEE = "page.deplacee", "Une page publique change d’adresse"
    PAGE_DEPUBLIEE = "page.depubliee", "Une page n’est plus publique"
    PAGE_SUPPRIMEE = "page.supprimee", "Une page publique est supprimée"
    TERME_MODIFIE = "terme.modifie", "Un terme est créé ou modifié"
    TERME_SUPPRIME = "terme.supprime", "Un terme est supprimé ou fusionné"
    LIEN_ETAT = "lien.etat", "L’état d’un lien change"
    PARUTION_PARUE = "parution.parue", "Des pages paraissent ensemble"
    PARUTION_DEFAITE = "parution.defaite", "Une parution est défaite"

    @property
    def objet(self) -> Objet:
        """What it is about: the word before the dot."""
        return Objet(self.value.partition(".")[0])
