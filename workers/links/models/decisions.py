"""What people decide about links: who, why, until when, and on which result."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liens.enums import EtatLien
from liens.models import Lien
from workers.links.enums import FinDecision, SorteDecision


class DecisionQuerySet(models.QuerySet["Decision"]):
    """The questions that are asked about decisions."""

    def ouvertes(self) -> "DecisionQuerySet":
        """Decisions that hold: at most one per link."""
        return self.filter(terminee_le__isnull=True)


class Decision(models.Model):
    """One decision about one link, bound to the result it was taken on; ended, never deleted before 13 months.

    `par` is empty when the decision came by the signed link of a mail, or when the account was removed.
    """

    lien = models.ForeignKey(Lien, on_delete=models.CASCADE, related_name="decisions", verbose_name="lien")
    sorte = models.CharField("décision", max_length=20, choices=SorteDecision)
    raison = models.CharField("raison", max_length=300, blank=True)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="prise par",
    )
    prise_le = models.DateTimeField("prise le")
    jusqu_au = models.DateTimeField("valable jusqu’au", null=True, blank=True)
    classe = models.CharField("observation d’alors", max_length=30, blank=True)
    etat = models.CharField("état d’alors", max_length=20, choices=EtatLien)
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)
    fin = models.CharField("fin", max_length=20, choices=FinDecision, blank=True)
    levee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="levée par",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-prise_le"]
        indexes = [
            models.Index(fields=["jusqu_au"], name="decision_a_echoir", condition=Q(terminee_le__isnull=True)),
            models.Index(fields=["terminee_le"], name="decision_terminee"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lien"], condition=Q(terminee_le__isnull=True), name="decision_ouverte_une_par_lien"
            ),
            models.CheckConstraint(
                condition=Q(terminee_le__isnull=True, fin="") | (Q(terminee_le__isnull=False) & ~Q(fin="")),
                name="decision_finie_avec_sa_fin",
            ),
            models.CheckConstraint(
                condition=Q(jusqu_au__isnull=True) | Q(jusqu_au__gt=models.F("prise_le")),
                name="decision_jusqu_a_plus_tard",
            ),
            # A pause without an end would be « ignorer » under another name.
            models.CheckConstraint(
                condition=~Q(sorte=SorteDecision.PAUSE) | Q(jusqu_au__isnull=False), name="decision_pause_avec_terme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()} ({self.prise_le:%d/%m/%Y})"
