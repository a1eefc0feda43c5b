"""A set of pages that appear together, and what is to happen to each of them.

A page is not told of the sets it stands in: no page is ever scheduled by Wagtail for a set (`approved_go_live_at`).
What was approved is kept with the set, since Wagtail's autosave writes over a draft that somebody is still typing.
"""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision

from parutions.enums import OPEN, EtatParution, Issue, Sorte


class Parution(models.Model):
    """A named set with its hour."""

    nom = models.CharField("nom", max_length=120, help_text="Par exemple « Rencontre de juillet ».")
    le = models.DateTimeField("paraît le", help_text="À l’heure de Paris. Tout paraît à cette minute, ou rien.")
    etat = models.CharField(
        "état", max_length=12, choices=EtatParution, default=EtatParution.PREPARATION, editable=False, db_index=True
    )
    preparee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="préparée par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="proposée par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approuvee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="approuvée par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approuvee_le = models.DateTimeField("approuvée le", null=True, editable=False)
    parue_le = models.DateTimeField("parue le", null=True, editable=False)
    defaite_le = models.DateTimeField("défaite le", null=True, editable=False)
    defaite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="défaite par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    echec = models.TextField("pourquoi elle n’a pas paru", blank=True, editable=False)
    essais = models.PositiveSmallIntegerField("essais", default=0, editable=False)
    prochain_essai_le = models.DateTimeField("prochain essai", null=True, editable=False)

    class Meta:
        verbose_name = "parution"
        verbose_name_plural = "parutions"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat__in=[EtatParution.PARUE, EtatParution.DEFAITE]) | Q(parue_le__isnull=False),
                name="parution_parue_a_une_date",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_ouverte(self) -> bool:
        """Whether it may still be prepared."""
        return self.etat in OPEN


class PageDeParutionQuerySet(models.QuerySet["PageDeParution"]):
    """Questions about the pages of sets."""

    def awaited(self) -> "PageDeParutionQuerySet":
        """Those of sets that have not appeared yet."""
        return self.filter(parution__etat__in=OPEN)

    def in_full(self) -> "PageDeParutionQuerySet":
        """With what a list of them shows, and the content of no revision."""
        return self.select_related("page", "destination", "ajoute_par", "accord_par", "revision__user").defer(
            "contenu", "avant", "revision__content"
        )


class PageDeParution(models.Model):
    """One page of a set and what is to happen to it.

    `contenu` is the draft as it was approved. `avant` is what was there before, for whoever undoes the set: `live`,
    `revision`, `contenu`, `parent`, `voisin` (the page before it), `first` and `last` (when it was published).
    """

    parution = models.ForeignKey(Parution, on_delete=models.CASCADE, related_name="elements")
    page = models.ForeignKey(Page, verbose_name="page", null=True, on_delete=models.SET_NULL, related_name="parutions")
    titre = models.CharField("titre", max_length=255)
    sorte = models.CharField("ce qui se passe", max_length=10, choices=Sorte, default=Sorte.PUBLIER)
    revision = models.ForeignKey(
        Revision, verbose_name="brouillon", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.DateTimeField("enregistré le", null=True, editable=False)
    destination = models.ForeignKey(
        Page, verbose_name="nouvelle place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ajoute_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ajoutée par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ajoute_le = models.DateTimeField("ajoutée le", default=timezone.now)
    accord_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="accord de", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    contenu = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)
    avant = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)
    issue = models.CharField("issue", max_length=10, choices=Issue, default=Issue.A_VENIR, blank=True)

    objects = PageDeParutionQuerySet.as_manager()

    class Meta:
        verbose_name = "page d’une parution"
        verbose_name_plural = "pages d’une parution"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parution", "page"], name="parution_page_une_fois"),
            models.CheckConstraint(
                condition=Q(destination__isnull=True) | Q(sorte=Sorte.DEPLACER), name="parution_place_si_deplacee"
            ),
            models.CheckConstraint(
                condition=Q(destination__isnull=True) | Q(page__isnull=True) | ~Q(destination=F("page")),
                name="parution_pas_sous_elle_meme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titre} ({self.get_sorte_display().lower()})"

    @property
    def est_modifiee_depuis(self) -> bool:
        """Whether the page has another last draft than the one that was chosen, or autosave has written over it."""
        if self.page is None:
            return False
        revision = self.revision
        if revision is None or self.page.latest_revision_id != revision.pk:
            return True
        return self.version is not None and revision.created_at != self.version


class PartageDeParution(models.Model):
    """One link by which people without an account see the site as it will be. Its secret is kept nowhere."""

    parution = models.ForeignKey(Parution, on_delete=models.CASCADE, related_name="partages")
    empreinte = models.CharField("empreinte du secret", max_length=64, unique=True, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="créé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    expire_le = models.DateTimeField("valable jusqu’au")
    revoque_le = models.DateTimeField("fermé le", null=True, blank=True)

    class Meta:
        verbose_name = "lien vers l’aperçu d’une parution"
        verbose_name_plural = "liens vers des aperçus de parutions"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Aperçu de « {self.parution} » jusqu’au {self.expire_le:%d/%m/%Y}"

    @property
    def est_ouvert(self) -> bool:
        """Whether the link still shows something."""
        return self.revoque_le is None and self.expire_le > timezone.now()


def open_sets() -> "QuerySet[Parution]":
    """Those that are being prepared, the next first."""
    found: Any = Parution.objects.filter(etat__in=OPEN).order_by("le", "pk")
    return found
