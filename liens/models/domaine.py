"""A whole site that moved: its links, the address that each would take, and whether that address answered."""

from django.conf import settings
from django.db import models

from liens.enums import VerificationDAdresse
from liens.models.lien import Lien
from liens.models.remplacement import Remplacement


class RemplacementDeDomaine(models.Model):
    """One demand. `ancien`, `nouveau`: a site and how its paths begin, as `liens.replacing.domains` writes them."""

    ancien = models.CharField("ancien site", max_length=500)
    nouveau = models.CharField("nouveau site", max_length=500)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("demandé le", auto_now_add=True)
    confirme_le = models.DateTimeField("confirmé le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "remplacement d’un domaine"
        verbose_name_plural = "remplacements de domaines"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.ancien} → {self.nouveau}"


class LigneDeDomaine(models.Model):
    """One link of the old site, its new address, what the check saw of it, and the replacement once it was asked."""

    demande = models.ForeignKey(RemplacementDeDomaine, on_delete=models.CASCADE, related_name="lignes")
    lien = models.ForeignKey(Lien, on_delete=models.CASCADE, related_name="+")
    nouvelle = models.CharField("nouvelle adresse", max_length=2048)
    etat = models.CharField(
        "vérification", max_length=12, choices=VerificationDAdresse, default=VerificationDAdresse.ATTENTE
    )
    raison = models.CharField("explication", max_length=300, blank=True)
    remplacement = models.ForeignKey(Remplacement, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "adresse d’un domaine remplacé"
        verbose_name_plural = "adresses d’un domaine remplacé"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["demande"], condition=models.Q(etat="attente"), name="adresse_a_verifier"),
        ]

    def __str__(self) -> str:
        return f"{self.lien} → {self.nouvelle}"
