"""Reminders that were sent, and what members propose for the pages of others."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, TaskState

from pages.workflow.enums import OUVERTES, EtatProposition


class Rappel(models.Model):
    """That a page which waits at a step was recalled to those who may approve it; each step of each page once."""

    etape = models.OneToOneField(TaskState, on_delete=models.CASCADE, related_name="rappel", verbose_name="étape")
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "rappel"
        verbose_name_plural = "rappels"

    def __str__(self) -> str:
        return f"{self.etape_id}, le {timezone.localtime(self.le):%d/%m/%Y}"


class Proposition(models.Model):
    """A page as somebody would have it who may not change it. No version of the page, before it is accepted.

    `depart` and `contenu` are versions as Wagtail keeps them: what the page said when the work began, and what is
    proposed. The difference of the two is what was proposed, whatever happened to the page since.
    """

    page = models.ForeignKey(
        Page, verbose_name="page", null=True, on_delete=models.SET_NULL, related_name="propositions"
    )
    titre = models.CharField("titre de la page", max_length=255)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="proposée par", on_delete=models.CASCADE, related_name="propositions"
    )
    etat = models.CharField("état", max_length=10, choices=EtatProposition, default=EtatProposition.EN_COURS)
    depart = models.JSONField("version de départ", encoder=DjangoJSONEncoder)
    contenu = models.JSONField("contenu proposé", encoder=DjangoJSONEncoder)
    mot = models.TextField("mot d’accompagnement", blank=True, max_length=1000)
    reponse = models.TextField("réponse", blank=True, max_length=1000)
    cree_le = models.DateTimeField("commencée le", default=timezone.now)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="décidée par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "par"],
                condition=Q(etat__in=OUVERTES),
                name="proposition_ouverte_une_fois",
                violation_error_message="Vous avez déjà une proposition en cours pour cette page.",
            )
        ]

    def __str__(self) -> str:
        return self.titre
