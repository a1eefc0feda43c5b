"""Organisations whose resources are listed, and those that write the site."""

from django.db import models

from ground.addresses.fields import AddressField
from ground.addresses.validation import validate_url
from taxonomy.models.base import Terme


class Partenaire(Terme):
    """An organisation, never a person: its address for messages is the organisation's own."""

    facette = "partenaire"

    sigle = models.CharField("sigle", max_length=30, blank=True)
    site = AddressField("site internet", max_length=500, blank=True, validators=[validate_url])
    courriel = models.EmailField(
        "adresse électronique générique",
        blank=True,
        help_text="Une adresse de l’organisation, jamais celle d’une personne. Elle n’est pas publiée.",
    )
    est_comite = models.BooleanField(
        "membre du Comité Stratégique",
        default=False,
        help_text="Ses éditeurs écrivent et relisent les pages.",
    )
    est_fictif = models.BooleanField(
        "organisation fictive", default=False, help_text="Pour la démonstration : le site public le dit."
    )
    description = models.TextField("présentation", blank=True)

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["nom"]

    def mots_de_recherche(self) -> tuple[str, ...]:
        return (self.nom, self.sigle)
