"""The words of the pages that visitors may find: what a misspelt word may be corrected into."""

from django.db import models


class MotDuVocabulaire(models.Model):
    """One word as pages write it, in lower case. `documents` says in how many, when it was last counted.

    The row comes when a page with the word is indexed and goes when no visible page holds it any more
    (`search.spelling.words`). What is offered to a visitor is counted anew each time, whatever stands here.
    """

    ecriture = models.CharField("mot", max_length=40, unique=True)
    documents = models.PositiveIntegerField("nombre de pages", default=1)

    class Meta:
        verbose_name = "mot du vocabulaire"
        verbose_name_plural = "mots du vocabulaire"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.ecriture
