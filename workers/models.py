"""What the background work says of itself, for whoever watches it."""

from django.db import models


class Battement(models.Model):
    """When the schedule last had a worker do something: one row, `nom` its key."""

    nom = models.CharField("nom", max_length=20, primary_key=True)
    le = models.DateTimeField("le")

    class Meta:
        verbose_name = "battement"
        verbose_name_plural = "battements"

    def __str__(self) -> str:
        return f"{self.nom}, {self.le:%d/%m/%Y %H:%M:%S}"
