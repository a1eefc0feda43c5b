"""What is asked of partners: a page about some terms, which the site does not have."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page

from couverture.enums import EtatDemande
from taxonomy.models import Partenaire

MOT_AU_PLUS = 1000


class DemandeAuPartenaire(models.Model):
    """One thing asked of one partner. Terms are told by their slugs, "" for none, so that none of them is held by it.

    `page` is the page by which it was satisfied, where somebody said which. No person of the partner's is named.
    """

    partenaire = models.ForeignKey(
        Partenaire, verbose_name="partenaire", on_delete=models.CASCADE, related_name="demandes"
    )
    territoire = models.CharField("territoire", max_length=80, blank=True)
    acteur = models.CharField("acteur", max_length=80, blank=True)
    domaine = models.CharField("domaine", max_length=80, blank=True)
    nature = models.CharField("nature", max_length=80, blank=True)
    mot = models.TextField("un mot", max_length=MOT_AU_PLUS, blank=True)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="demandée par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    le = models.DateTimeField("demandée le", auto_now_add=True)
    etat = models.CharField("état", max_length=12, choices=EtatDemande, default=EtatDemande.OUVERTE)
    close_le = models.DateTimeField("close le", null=True)
    close_par = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    page = models.ForeignKey(Page, verbose_name="page", null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "demande"
        verbose_name_plural = "demandes"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["partenaire", "etat"], name="demande_par_partenaire")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(territoire="", acteur="", domaine="", nature=""), name="demande_de_quelque_chose"
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatDemande.OUVERTE, close_le__isnull=True)
                | (~Q(etat=EtatDemande.OUVERTE) & Q(close_le__isnull=False)),
                name="demande_close_a_une_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partenaire} : {' '.join(filter(None, self.slugs.values()))}"

    @property
    def slugs(self) -> dict[str, str]:
        """By parameter of an address, the slug of the term, "" for none."""
        return {name: getattr(self, name) for name in TERMS}


#: The terms by which something is asked for, named as in addresses.
TERMS = ("territoire", "acteur", "domaine", "nature")
