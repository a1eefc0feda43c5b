"""What people search, counted without knowing who.

`EsquisseDeRecherche` holds no words and nobody: a keyed digest of the query, on how many days it was seen, and a
bitmap of the day's visitors that the next day erases. `RechercheFrequente` holds the words of a query once enough
different visitors or days have asked for it. `search.frequent.counting` writes both.
"""

from django.db import models


class EsquisseDeRecherche(models.Model):
    """One query that is not known yet to be asked by many."""

    empreinte = models.CharField(max_length=32, unique=True)
    jour = models.DateField(db_index=True)
    jours = models.PositiveSmallIntegerField(default=1)
    visiteurs = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "esquisse de recherche"
        verbose_name_plural = "esquisses de recherche"

    def __str__(self) -> str:
        return self.empreinte


class RechercheFrequente(models.Model):
    """One query that many have asked, counted from then on."""

    requete = models.CharField("requête", max_length=100, unique=True)
    nombre = models.PositiveIntegerField("fois", default=0)
    resultats = models.PositiveIntegerField("résultats", default=0)
    vue_le = models.DateField("demandée le")
    ecartee = models.BooleanField("écartée", default=False)

    class Meta:
        verbose_name = "recherche fréquente"
        verbose_name_plural = "recherches fréquentes"
        ordering = ["-nombre", "requete"]
        indexes = [models.Index(fields=["resultats", "-nombre"], name="frequente_par_resultats")]

    def __str__(self) -> str:
        return self.requete
