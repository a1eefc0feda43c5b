"""What the checker remembers: one observation per check, and per link what the next verdict needs."""

from django.db import models

from liens.enums import EtatLien
from liens.models import Lien


class Suivi(models.Model):
    """The checker's own memory of a link; `liens.Lien` holds only what editors and visitors read."""

    lien = models.OneToOneField(Lien, on_delete=models.CASCADE, related_name="suivi")
    historique = models.JSONField(default=dict, help_text="policy.LinkHistory, as JSON.")
    connu = models.JSONField(default=dict, help_text="observation.Known, as JSON.")
    echecs = models.PositiveSmallIntegerField("échecs comptés", default=0)
    en_echec_depuis = models.DateTimeField("en échec depuis", null=True, blank=True)
    confiance = models.FloatField("confiance", default=1.0)
    remplacement = models.CharField("adresse de remplacement", max_length=2048, blank=True)
    instable = models.BooleanField("instable", default=False, help_text="A changé d’état au moins 4 fois en 14 jours.")
    contenu_change_le = models.DateTimeField(
        "contenu changé le", null=True, blank=True, help_text="Dernier contrôle qui a vu une autre page qu’avant."
    )
    maintenance_jusqu_au = models.DateTimeField("maintenance annoncée jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "suivi d’un lien"
        verbose_name_plural = "suivis des liens"

    def __str__(self) -> str:
        return f"Suivi de {self.lien_id}"


class Controle(models.Model):
    """One check of one link, never changed afterwards."""

    lien = models.ForeignKey(Lien, on_delete=models.CASCADE, related_name="controles")
    le = models.DateTimeField("le")
    classe = models.CharField("observation", max_length=30)
    etat = models.CharField("état qui en résulte", max_length=20, choices=EtatLien)
    code_http = models.PositiveSmallIntegerField("réponse du site", null=True, blank=True)
    duree_ms = models.PositiveIntegerField("durée (ms)")
    raison = models.CharField("explication", max_length=300, blank=True)
    preuve = models.JSONField("preuve", default=dict)

    class Meta:
        verbose_name = "contrôle"
        verbose_name_plural = "contrôles"
        ordering = ["-le"]
        indexes = [
            models.Index(fields=["lien", "-le"], name="controle_par_lien"),
            models.Index(fields=["le"], name="controle_par_date"),
        ]
        constraints = [
            # A shard that is delivered twice writes the same observation once.
            models.UniqueConstraint(fields=["lien", "le"], name="controle_une_fois"),
        ]

    def __str__(self) -> str:
        return f"{self.classe} ({self.le:%d/%m/%Y %H:%M})"
