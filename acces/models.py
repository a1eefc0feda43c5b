"""What a token is good for, and until when; who is signed in where.

Wagtail keeps the token itself: hashed, revocable, with its last use. Sessions are Django’s, with their accounts.
"""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
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


class Session(AbstractBaseSession):
    """A session, and whose it is: no address, no User-Agent, only what its owner recognises it by."""

    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions", verbose_name="compte"
    )
    appareil = models.CharField("appareil", max_length=60, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", null=True)
    vue_le = models.DateTimeField("vue la dernière fois le", null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @classmethod
    def get_session_store_class(cls) -> Any:
        # It writes these rows, and is therefore said in the settings alone.
        return import_module(settings.SESSION_ENGINE).SessionStore
