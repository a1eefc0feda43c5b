"""Marks that wait to be looked at, what was last told of each page and link, and the journal itself.

No title is kept: what a page says is read where it may be read.
"""

from django.db import models
from django.db.models import Q

from headless.journal.enums import Evenement, Objet


class Marque(models.Model):
    """Something may have changed for visitors. Written in the transaction of the change, read once it is committed."""

    objet = models.CharField(max_length=10, choices=Objet)
    objet_id = models.PositiveBigIntegerField(null=True)
    directe = models.BooleanField(default=False, help_text="La page elle-même, et non ce qu’elle cite.")
    liste = models.CharField(max_length=20, blank=True)
    slug = models.CharField(max_length=255, blank=True)
    devenu = models.CharField(max_length=255, blank=True)
    supprime = models.BooleanField(default=False)

    class Meta:
        verbose_name = "marque"
        verbose_name_plural = "marques"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.objet} {self.objet_id or self.slug}"


class PageConnue(models.Model):
    """A page that visitors may read, as it was last told: its type and its address."""

    page_id = models.PositiveBigIntegerField(primary_key=True)
    type_de_page = models.CharField(max_length=100)
    chemin = models.CharField(max_length=2048)

    class Meta:
        verbose_name = "page connue"
        verbose_name_plural = "pages connues"

    def __str__(self) -> str:
        return self.chemin


class LienConnu(models.Model):
    """The state of a link, as it was last told."""

    lien_id = models.PositiveBigIntegerField(primary_key=True)
    etat = models.CharField(max_length=20)

    class Meta:
        verbose_name = "lien connu"
        verbose_name_plural = "liens connus"

    def __str__(self) -> str:
        return f"lien {self.lien_id} : {self.etat}"


class Modification(models.Model):
    """One change for visitors. Numbers follow one another without a hole, in the order in which they can be read."""

    numero = models.PositiveBigIntegerField("numéro", primary_key=True)
    le = models.DateTimeField("le", db_index=True)
    evenement = models.CharField("événement", max_length=20, choices=Evenement)
    page_id = models.PositiveBigIntegerField("page", null=True, db_index=True)
    type_de_page = models.CharField("type de page", max_length=100, blank=True)
    chemin = models.CharField("adresse", max_length=2048, blank=True)
    ancien_chemin = models.CharField("adresse précédente", max_length=2048, blank=True)
    liste = models.CharField("liste de termes", max_length=20, blank=True)
    slug = models.CharField("terme", max_length=255, blank=True)
    devenu = models.CharField("terme qui le remplace", max_length=255, blank=True)
    lien_id = models.PositiveBigIntegerField("lien", null=True)
    parution_id = models.PositiveBigIntegerField("parution", null=True)
    ancien_etat = models.CharField("état précédent", max_length=20, blank=True)
    etat = models.CharField("état", max_length=20, blank=True)

    class Meta:
        verbose_name = "modification"
        verbose_name_plural = "modifications"
        ordering = ["numero"]

    def __str__(self) -> str:
        return f"{self.numero} {self.evenement}"


class EtatJournal(models.Model):
    """One row: the last number given, and the last one that was forgotten. Who writes the journal locks it."""

    LIGNE = 1

    dernier = models.PositiveBigIntegerField(default=0)
    oublie = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "état du journal"
        verbose_name_plural = "état du journal"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="etat_journal_une_seule_ligne")]

    def __str__(self) -> str:
        return f"jusqu’à {self.dernier}"
