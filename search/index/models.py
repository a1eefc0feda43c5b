"""The outbox of the index, and what is known of each index."""

from django.db import models
from django.db.models import Q

from search.enums import Cible, Demande, EtatEcriture, SorteEcriture


class EcritureIndex(models.Model):
    """One change that must reach the index, written in the transaction of the change itself.

    The row says which page, never what it contains: the worker reads the page as it stands when it writes.
    """

    cible = models.CharField("index", max_length=10, choices=Cible, default=Cible.PRINCIPAL)
    page_id = models.PositiveBigIntegerField("page", db_index=True)
    sorte = models.CharField("opération", max_length=10, choices=SorteEcriture)
    etat = models.CharField("état", max_length=12, choices=EtatEcriture, default=EtatEcriture.EN_ATTENTE)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    erreur = models.CharField("dernière erreur", max_length=300, blank=True)
    cree_le = models.DateTimeField("demandée le", auto_now_add=True)
    faite_le = models.DateTimeField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "mise à jour de l’index"
        verbose_name_plural = "mises à jour de l’index"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["cible", "id"], condition=Q(etat="en_attente"), name="ecriture_en_attente"),
            models.Index(
                fields=["cible", "page_id"],
                condition=Q(sorte="retirer") & Q(etat__in=["en_attente", "en_echec"]),
                name="ecriture_retrait_a_faire",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()} {self.page_id} ({self.get_etat_display().lower()})"


class PageRetenue(models.Model):
    """A page that is about to appear with others: written into the index, and found by nobody until they all do."""

    page_id = models.PositiveBigIntegerField(primary_key=True)

    class Meta:
        verbose_name = "page retenue"
        verbose_name_plural = "pages retenues"

    def __str__(self) -> str:
        return f"page {self.page_id}"


class EtatMoteur(models.Model):
    """What is known of one index: when it was built and compared, what differed, and what an editor asks for."""

    cible = models.CharField("index", max_length=10, choices=Cible, primary_key=True)
    reconstruit_le = models.DateTimeField("reconstruit le", null=True, blank=True)
    rapproche_le = models.DateTimeField("comparé à la base le", null=True, blank=True)
    compares = models.PositiveIntegerField("pages comparées", default=0)
    manquantes = models.PositiveIntegerField("pages qui manquaient", default=0)
    en_trop = models.PositiveIntegerField("pages en trop", default=0)
    perimees = models.PositiveIntegerField("pages périmées", default=0)
    demande = models.CharField("demande", max_length=12, choices=Demande, blank=True)
    demande_le = models.DateTimeField("demandé le", null=True, blank=True)
    empeche_le = models.DateTimeField("ne peut plus être écrit depuis le", null=True, blank=True)
    refus = models.TextField("pourquoi la dernière demande n’a pas abouti", blank=True)

    class Meta:
        verbose_name = "état d’un index"
        verbose_name_plural = "états des index"

    def __str__(self) -> str:
        return str(Cible(self.cible).label)

    @property
    def ecarts(self) -> int:
        """How many pages differed when the index was last compared."""
        return self.manquantes + self.en_trop + self.perimees
