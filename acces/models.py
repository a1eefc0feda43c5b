"""What a token is good for, and until when. Wagtail keeps the token itself: hashed, revocable, with its last use."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from wagtail.models import APIToken

from acces.enums import TokenScope

DUREE = timedelta(days=365)


def dans_un_an() -> datetime:
    """When a token ends unless told otherwise."""
    return timezone.now() + DUREE


class DroitsDeJeton(models.Model):
    """The rights of one token. A token without this row, made by Wagtail's own command, has none and no end."""

    jeton = models.OneToOneField(APIToken, primary_key=True, on_delete=models.CASCADE, related_name="droits")
    portees = models.JSONField("droits", default=list, blank=True)
    expire_le = models.DateTimeField("valable jusqu’au", default=dans_un_an)

    class Meta:
        verbose_name = "droits d’un jeton"
        verbose_name_plural = "droits des jetons"

    def __str__(self) -> str:
        return self.en_mots() or "lecture de ce qui est public"

    def en_mots(self) -> str:
        """The rights as an administrator reads them."""
        return ", ".join(str(TokenScope(one).label) for one in self.portees if one in TokenScope.values)
