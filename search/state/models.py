"""The counters that tell every process what has changed."""

from django.db import models
from django.db.models import Q


class EtatIndex(models.Model):
    """One row: how often the index was written (`generation`), the terms changed, and the last version given.

    `version` grows with every batch, under the writer's lock: a later one was read from the database later.
    """

    LIGNE = 1

    generation = models.PositiveBigIntegerField(default=0)
    termes = models.PositiveBigIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "état de l’index"
        verbose_name_plural = "état de l’index"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="etat_index_une_seule_ligne")]

    def __str__(self) -> str:
        return f"génération {self.generation}"
