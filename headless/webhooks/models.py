"""Subscriptions of other sites and the messages that are owed to them.

No secret is kept: it is made again from the deployment's own key and from a random `sel`.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from headless.webhooks.enums import EtatLivraison
from headless.webhooks.signature import nouveau_sel
from headless.webhooks.targets import refus_de_cible


def validate_target(url: str) -> None:
    """Refuse what no message may be sent to, with the reason."""
    if refus := refus_de_cible(url):
        raise ValidationError(refus, code="cible")


class Abonnement(models.Model):
    """Another site that wants to know what changes here."""

    nom = models.CharField("nom", max_length=120, help_text="Quel site est prévenu, par exemple « Site de la région ».")
    url = models.CharField(
        "adresse qui reçoit les messages",
        max_length=2000,
        validators=[validate_target],
        help_text="Une adresse https:// publique du site prévenu. Ses développeurs vous la donnent.",
    )
    evenements = models.JSONField(
        "de quoi le prévenir", default=list, blank=True, help_text="Rien de coché : de tout ce qui change."
    )
    page_types = models.JSONField(
        "pour quels types de pages", default=list, blank=True, help_text="Rien de coché : toutes les pages."
    )
    actif = models.BooleanField("actif", default=True, help_text="Décoché, aucun message ne part ni ne s’accumule.")
    sel = models.CharField(max_length=44, default=nouveau_sel, editable=False)
    ancien_sel = models.CharField(max_length=44, blank=True, editable=False)
    ancien_sel_jusqu_au = models.DateTimeField(null=True, blank=True, editable=False)
    pause_jusqu_au = models.DateTimeField("en pause jusqu’au", null=True, blank=True, editable=False)
    echecs_de_suite = models.PositiveIntegerField("échecs de suite", default=0, editable=False)
    derniere_erreur = models.CharField("dernière erreur", max_length=300, blank=True, editable=False)
    recu_le = models.DateTimeField("dernier message reçu le", null=True, blank=True, editable=False)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "abonnement"
        verbose_name_plural = "abonnements"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    def veut(self, evenement: str, type_de_page: str) -> bool:
        """Whether this site wants to know of this; `type_de_page` is "" for what is about no page."""
        if self.evenements and evenement not in self.evenements:
            return False
        return not type_de_page or not self.page_types or type_de_page in self.page_types

    def clean(self) -> None:
        super().clean()
        self.nom = " ".join(self.nom.split())


class Livraison(models.Model):
    """One message to one site. Its text is written once: every try sends the same bytes under the same id."""

    abonnement = models.ForeignKey(
        Abonnement, verbose_name="abonnement", on_delete=models.CASCADE, related_name="livraisons"
    )
    identifiant = models.CharField("identifiant", max_length=40, unique=True)
    numero = models.PositiveBigIntegerField("modification", null=True)
    evenement = models.CharField("événement", max_length=20)
    cle = models.CharField("objet", max_length=280, help_text="Ce qui doit arriver dans l’ordre : page-12 …")
    corps = models.TextField("message")
    etat = models.CharField("état", max_length=12, choices=EtatLivraison, default=EtatLivraison.EN_ATTENTE)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    prochain_essai_le = models.DateTimeField("prochain essai le")
    bail_jusqu_au = models.DateTimeField(null=True, blank=True)
    code_http = models.PositiveSmallIntegerField("réponse", null=True, blank=True)
    duree_ms = models.PositiveIntegerField("durée (ms)", null=True, blank=True)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    cree_le = models.DateTimeField("créée le")
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["abonnement", "numero"], name="livraison_une_par_modification"),
        ]
        indexes = [
            models.Index(
                fields=["abonnement", "cle", "id"], condition=Q(etat="en_attente"), name="livraison_en_attente"
            ),
            models.Index(fields=["terminee_le"], name="livraison_terminee"),
        ]

    def __str__(self) -> str:
        return f"{self.evenement} ({self.get_etat_display().lower()})"


class EtatDistribution(models.Model):
    """One row: up to which change of the journal messages were written, and caches were told."""

    LIGNE = 1

    distribue = models.PositiveBigIntegerField(default=0)
    purge = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "état de la distribution"
        verbose_name_plural = "état de la distribution"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="etat_distribution_une_seule_ligne")]

    def __str__(self) -> str:
        return f"jusqu’à {self.distribue}"

    @classmethod
    def ligne(cls, **kwargs: Any) -> "EtatDistribution":
        """The row, locked until the end of the transaction."""
        cls.objects.get_or_create(pk=cls.LIGNE)
        return cls.objects.select_for_update().get(pk=cls.LIGNE)
