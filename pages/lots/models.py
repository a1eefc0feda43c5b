"""One act on many pages: what was asked, by whom, and what became of each page. Kept to be followed and taken back."""

from django.conf import settings
from django.db import models
from wagtail.models import Revision

from pages.lots.enums import ActeDeLot, AttenteDeLot, IssueDeLot
from pages.models import PageEditoriale


class ModificationEnLot(models.Model):
    """`valeur`: what was chosen, as `pages.lots.acts` keeps it; `dit`: the same in words."""

    acte = models.CharField("acte", max_length=20, choices=ActeDeLot)
    valeur = models.JSONField(default=dict)
    dit = models.CharField("ce qui a été choisi", max_length=500, blank=True)
    publier = models.BooleanField("publier là où c’est possible", default=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("demandé le", auto_now_add=True)
    annule_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="annulé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    annule_le = models.DateTimeField("annulé le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "modification en lot"
        verbose_name_plural = "modifications en lot"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_acte_display()} : {self.dit}" if self.dit else str(self.get_acte_display())

    def of_pages(self, count: int) -> str:
        """The act and how many pages it is about, in words."""
        return f"{self} ({count} page{'s' if count > 1 else ''})"


class LigneDeLot(models.Model):
    """One page of it. `avant`, `apres`: the version before and ours; `rangee_sous`: where it stood before a move;
    `relue_avant`: when it had been read before."""

    lot = models.ForeignKey(ModificationEnLot, on_delete=models.CASCADE, related_name="lignes")
    page = models.ForeignKey(PageEditoriale, on_delete=models.CASCADE, related_name="+")
    attente = models.CharField(max_length=20, choices=AttenteDeLot, blank=True, default=AttenteDeLot.FAIRE)
    issue = models.CharField("résultat", max_length=20, choices=IssueDeLot, default=IssueDeLot.PREVUE)
    raison = models.CharField("explication", max_length=500, blank=True)
    avant = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    apres = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    apres_le = models.DateTimeField(null=True)
    rangee_sous = models.PositiveIntegerField(null=True)
    relue_avant = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "page d’une modification en lot"
        verbose_name_plural = "pages d’une modification en lot"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["lot", "page"], name="page_une_fois_par_lot")]
        indexes = [models.Index(fields=["attente"], condition=~models.Q(attente=""), name="lot_en_attente")]

    def __str__(self) -> str:
        return f"{self.page_id} : {self.get_issue_display()}"
