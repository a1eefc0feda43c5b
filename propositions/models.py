"""A link that was given to a partner, and what he proposes behind it. No person's name or address is kept."""

from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from pages.models import PageEditoriale
from propositions.enums import EtatDeDemarche, SorteDeDemarche
from propositions.wording import belonging_to
from sheets.models import ImportDeFeuille
from taxonomy.models import Partenaire

WORD_AT_MOST = 1000


class AccesDePartenaire(models.Model):
    """One link to the desk of one partner. Its secret is known to those who have the link, and kept nowhere."""

    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", on_delete=models.CASCADE, related_name="acces_donnes"
    )
    # A number without constraint, as of imported sheets: a link keeps no organisation from being deleted, or merged.
    organisation = models.PositiveBigIntegerField("au nom de", null=True)
    place = models.ForeignKey(
        Page, verbose_name="rangement proposé", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    empreinte = models.CharField("empreinte du secret", max_length=64, unique=True, editable=False)
    donne_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="donné par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    donne_le = models.DateTimeField("donné le", default=timezone.now)
    expire_le = models.DateTimeField("valable jusqu’au")
    retire_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="retiré par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    utilise_le = models.DateTimeField("utilisé la dernière fois le", null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "accès d’un partenaire"
        verbose_name_plural = "accès des partenaires"
        ordering = ["-donne_le", "-pk"]

    def __str__(self) -> str:
        return f"Accès {belonging_to(self.partenaire)}"

    def is_open(self, *, now: datetime) -> bool:
        """Whether the link still opens the desk."""
        return self.retire_le is None and self.expire_le > now


class PropositionDePartenaire(models.Model):
    """One thing that a partner proposes, until some months after its answer.

    `depart`: what the page said of each field that is proposed otherwise, as the partner saw it; `valeurs`: what is
    proposed (`propositions.proposing.fields`). `jeton`: that of the form, so that a second press proposes nothing more.
    """

    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", on_delete=models.CASCADE, related_name="propositions_faites"
    )
    acces = models.ForeignKey(
        AccesDePartenaire, verbose_name="accès", null=True, on_delete=models.SET_NULL, related_name="propositions"
    )
    organisation = models.PositiveBigIntegerField("organisation qui décide", null=True)
    sorte = models.CharField("sorte", max_length=12, choices=SorteDeDemarche)
    etat = models.CharField("état", max_length=10, choices=EtatDeDemarche, default=EtatDeDemarche.ATTENTE)
    page = models.ForeignKey(
        PageEditoriale,
        verbose_name="page",
        null=True,
        on_delete=models.SET_NULL,
        related_name="propositions_de_partenaires",
    )
    titre = models.CharField("titre", max_length=255)
    depart = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    valeurs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    imp = models.ForeignKey(
        ImportDeFeuille, verbose_name="feuille", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    mot = models.TextField("mot du partenaire", blank=True, max_length=WORD_AT_MOST)
    reponse = models.TextField("réponse", blank=True, max_length=WORD_AT_MOST)
    jeton = models.CharField(max_length=64)
    cree_le = models.DateTimeField("proposée le", default=timezone.now)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="décidée par", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "proposition d’un partenaire"
        verbose_name_plural = "propositions de partenaires"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["acces", "jeton"], name="proposition_de_partenaire_une_fois"),
            models.UniqueConstraint(
                fields=["partenaire", "page"],
                condition=Q(sorte=SorteDeDemarche.VALABLE, etat=EtatDeDemarche.ATTENTE),
                name="toujours_valable_une_fois",
            ),
        ]
        indexes = [models.Index(fields=["etat", "-cree_le"], name="proposition_par_etat")]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()}\u00a0: {self.titre}"
