"""An address written in the place of another one everywhere: what was asked, and what became of each page.

Kept so that the editor can follow it, read why a page was left alone, and take it back.
"""

from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Revision

from liens.enums import AttenteRemplacement, IssueRemplacement
from liens.models.lien import Lien
from taxonomy.models import Partenaire


class Remplacement(models.Model):
    """One demand: this address instead of that one, by whom and when."""

    lien = models.ForeignKey(Lien, null=True, on_delete=models.SET_NULL, related_name="remplacements")
    ancienne = models.CharField("ancienne adresse", max_length=2048)
    nouvelle = models.CharField("nouvelle adresse", max_length=2048)
    publier = models.BooleanField("publier là où c’est possible", default=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("demandé le", auto_now_add=True)
    annule_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="annulé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    annule_le = models.DateTimeField("annulé le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "remplacement d’adresse"
        verbose_name_plural = "remplacements d’adresses"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(ancienne=models.F("nouvelle")), name="remplacement_par_une_autre_adresse"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ancienne} → {self.nouvelle}"


class LigneRemplacement(models.Model):
    """What became, or is to become, of one page, partner or redirection."""

    remplacement = models.ForeignKey(Remplacement, on_delete=models.CASCADE, related_name="lignes")
    page = models.ForeignKey("pages.PageEditoriale", null=True, on_delete=models.CASCADE, related_name="+")
    partenaire = models.ForeignKey(Partenaire, null=True, on_delete=models.CASCADE, related_name="+")
    redirection = models.ForeignKey("wagtailredirects.Redirect", null=True, on_delete=models.CASCADE, related_name="+")
    attente = models.CharField(max_length=20, choices=AttenteRemplacement, blank=True, default="")
    issue = models.CharField("résultat", max_length=20, choices=IssueRemplacement, default=IssueRemplacement.PREVUE)
    raison = models.CharField("explication", max_length=500, blank=True)
    places = models.PositiveSmallIntegerField("endroits modifiés", default=0)
    # Where there are versions: the one before, and ours, with its hour to see that nobody wrote over it.
    avant = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    apres = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    apres_le = models.DateTimeField(null=True)
    # Where there are none: {field: (before, after)}.
    champs = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "page d’un remplacement"
        verbose_name_plural = "pages d’un remplacement"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, partenaire__isnull=True, redirection__isnull=True)
                | models.Q(page__isnull=True, partenaire__isnull=False, redirection__isnull=True)
                | models.Q(page__isnull=True, partenaire__isnull=True, redirection__isnull=False),
                name="remplacement_d_un_seul_porteur",
            ),
        ]
        indexes = [
            models.Index(fields=["attente"], condition=~models.Q(attente=""), name="remplacement_en_attente"),
        ]

    def __str__(self) -> str:
        return f"{self.porteur} : {self.get_issue_display()}"

    @property
    def porteur(self) -> Any:
        """The page, partner or redirection."""
        return self.page or self.partenaire or self.redirection
