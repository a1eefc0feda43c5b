"""What happened, day after day: changes of state, the daily count, and our own network's outages."""

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from liens.enums import EtatLien
from liens.models import Lien


class Changement(models.Model):
    """A link's state moved: the ledger that mails and the trend read. Written once, whatever is delivered twice.

    `a_notifier` is false when a decision silences the link, when it wavers, or when a new link simply works.
    """

    lien = models.ForeignKey(Lien, on_delete=models.CASCADE, related_name="changements", verbose_name="lien")
    le = models.DateTimeField("le")
    avant = models.CharField("état d’avant", max_length=20, choices=EtatLien)
    apres = models.CharField("état d’après", max_length=20, choices=EtatLien)
    classe = models.CharField("observation", max_length=30)
    a_notifier = models.BooleanField("à signaler", default=False)

    class Meta:
        verbose_name = "changement d’état"
        verbose_name_plural = "changements d’état"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["le"], name="changement_par_date")]
        constraints = [
            models.UniqueConstraint(fields=["lien", "le"], name="changement_une_fois"),
            models.CheckConstraint(condition=~Q(avant=F("apres")), name="changement_change"),
        ]

    def __str__(self) -> str:
        return f"{self.avant} → {self.apres} ({self.le:%d/%m/%Y %H:%M})"


class ReleveDuJour(models.Model):
    """How many cited links were in a state at the end of a day (today: at the last count)."""

    jour = models.DateField("jour")
    etat = models.CharField("état", max_length=20, choices=EtatLien)
    nombre = models.PositiveIntegerField("nombre de liens")

    class Meta:
        verbose_name = "relevé du jour"
        verbose_name_plural = "relevés du jour"
        ordering = ["jour", "etat"]
        constraints = [models.UniqueConstraint(fields=["jour", "etat"], name="releve_un_par_jour_et_etat")]

    def __str__(self) -> str:
        return f"{self.jour:%d/%m/%Y} {self.etat} : {self.nombre}"


class PanneReseauQuerySet(models.QuerySet["PanneReseau"]):
    """The questions that are asked about our own outages."""

    def ouvertes(self) -> "PanneReseauQuerySet":
        """The outage that lasts: at most one."""
        return self.filter(fermee_le__isnull=True)


class PanneReseau(models.Model):
    """One outage of the checker's own network, over the runs it spoilt; its one alert is owed until `alertee_le`."""

    ouverte_le = models.DateTimeField("ouverte le")
    derniere_le = models.DateTimeField("dernière tournée sans valeur")
    fermee_le = models.DateTimeField("terminée le", null=True, blank=True)
    tournees = models.PositiveIntegerField("tournées sans valeur", default=1)
    liens = models.PositiveIntegerField("contrôles sans valeur", default=0)
    alertee_le = models.DateTimeField("équipe technique alertée le", null=True, blank=True)

    objects = PanneReseauQuerySet.as_manager()

    class Meta:
        verbose_name = "panne de notre réseau"
        verbose_name_plural = "pannes de notre réseau"
        ordering = ["-ouverte_le"]
        constraints = [
            models.UniqueConstraint(
                ExpressionWrapper(Q(fermee_le__isnull=True), output_field=BooleanField()),
                condition=Q(fermee_le__isnull=True),
                name="panne_ouverte_une_seule",
            ),
            models.CheckConstraint(
                condition=Q(derniere_le__gte=F("ouverte_le"))
                & (Q(fermee_le__isnull=True) | Q(fermee_le__gte=F("derniere_le"))),
                name="panne_dates_en_ordre",
            ),
        ]

    def __str__(self) -> str:
        return f"Panne du {self.ouverte_le:%d/%m/%Y %H:%M}"
