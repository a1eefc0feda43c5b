"""Links by which people without an account read a draft."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Page


class Partage(models.Model):
    """One link to the latest draft of one page. Its secret is known to those who have the link, and kept nowhere."""

    page = models.ForeignKey(Page, verbose_name="page", on_delete=models.CASCADE, related_name="partages")
    empreinte = models.CharField("empreinte du secret", max_length=64, unique=True, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="créé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    expire_le = models.DateTimeField("valable jusqu’au")
    revoque_le = models.DateTimeField("fermé le", null=True, blank=True)
    ouvert_le = models.DateTimeField("ouvert la dernière fois le", null=True, blank=True)

    class Meta:
        verbose_name = "lien de partage d’un brouillon"
        verbose_name_plural = "liens de partage de brouillons"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Partage de « {self.page} » jusqu’au {self.expire_le:%d/%m/%Y}"

    def est_ouvert(self, *, now: datetime) -> bool:
        """Whether the link still shows the draft."""
        return self.revoque_le is None and self.expire_le > now
