"""A C.A.P. and its elements. Nothing says whose it is but what its authors wrote; secrets are known to links alone."""

from datetime import date, datetime, timedelta

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from cap.enums import Statut
from liens.models import Lien
from pages.models import PageEditoriale
from taxonomy.enums import Famille

HORIZON = date(2030, 12, 31)
DUREE_SANS_VISITE = timedelta(days=548)
NOTE_AU_PLUS = 2000
TEXTE_AU_PLUS = 4000


class Cap(models.Model):
    """One roadmap. `edition` and `lecture` are the SHA-256 of the secrets of its two links.

    `profil` and `region` are slugs of terms, for the Comité's counts; empty when nothing is said.
    `lecture_masquee` is the secret of the reading link, which only who has the editing one can unmask.
    """

    edition = models.CharField(max_length=64, unique=True, editable=False)
    lecture = models.CharField(max_length=64, unique=True, editable=False)
    lecture_masquee = models.CharField(max_length=32, editable=False)
    nom = models.CharField("organisation", max_length=150, blank=True)
    objectifs = models.TextField("objectifs", blank=True, validators=[MaxLengthValidator(TEXTE_AU_PLUS)])
    moyens = models.TextField("moyens", blank=True, validators=[MaxLengthValidator(TEXTE_AU_PLUS)])
    profil = models.CharField("profil", max_length=255, blank=True)
    region = models.CharField("région", max_length=255, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    visite_le = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    visite_d_avant_le = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "C.A.P. 2030"
        verbose_name_plural = "C.A.P. 2030"

    def __str__(self) -> str:
        return "C.A.P. 2030"

    @property
    def efface_le(self) -> datetime:
        """When it is forgotten unless somebody comes back."""
        return self.visite_le + DUREE_SANS_VISITE


class Element(models.Model):
    """One thing that was chosen: a page of the site, or a link of its authors' own. `titre` is kept whatever becomes of
    the page; `page_du` is the publication that was chosen; `lien` is where the link of their own is checked."""

    cap = models.ForeignKey(Cap, on_delete=models.CASCADE, related_name="elements")
    cle = models.CharField(max_length=12, editable=False)
    famille = models.CharField("colonne", max_length=20, choices=Famille)
    page = models.ForeignKey(PageEditoriale, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lien = models.ForeignKey(Lien, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    titre = models.CharField("titre", max_length=255)
    url = models.CharField("adresse", max_length=2048, blank=True)
    page_du = models.DateTimeField(null=True, editable=False)
    ajoute_le = models.DateTimeField(default=timezone.now, editable=False)
    statut = models.CharField("état", max_length=20, choices=Statut, default=Statut.A_FAIRE)
    note = models.TextField("note", blank=True, validators=[MaxLengthValidator(NOTE_AU_PLUS)])
    echeance = models.DateField(
        "échéance",
        null=True,
        blank=True,
        validators=[MinValueValidator(date(2020, 1, 1)), MaxValueValidator(HORIZON)],
    )
    rang = models.PositiveIntegerField(default=0, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "élément d’un C.A.P."
        verbose_name_plural = "éléments de C.A.P."
        ordering = ["rang", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cap", "cle"], name="element_cle_unique"),
            models.UniqueConstraint(
                fields=["cap", "page"], condition=models.Q(page__isnull=False), name="element_page_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_libre(self) -> bool:
        """Whether its authors brought it; otherwise it is, or was, a page of the site."""
        return self.page_id is None and self.page_du is None
