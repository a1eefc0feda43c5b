"""What concerns a whole site: the lease of who calls it, what it asked for, and its incidents."""

from django.db import models
from django.db.models import Q

from liens.models import Lien


class EtatHote(models.Model):
    """One site as all workers know it. The lease and the dates of calls outlive a worker and a restart."""

    hote = models.CharField("site", max_length=255, unique=True)
    pause_jusqu_au = models.DateTimeField("laissé tranquille jusqu’au", null=True, blank=True)
    occupe_jusqu_au = models.DateTimeField(
        null=True, blank=True, help_text="Un appel est en cours jusqu’à cette heure au plus tard."
    )
    occupe_par = models.CharField(max_length=32, blank=True, help_text="Jeton de la tournée qui appelle le site.")
    prochain_appel_le = models.DateTimeField("prochain appel au plus tôt", null=True, blank=True)
    intervalle_s = models.FloatField("secondes entre deux appels", default=0)
    certificat_jusqu_au = models.DateTimeField("certificat valable jusqu’au", null=True, blank=True)
    robots_ecartes_depuis = models.DateTimeField("écarte les robots depuis", null=True, blank=True)
    requetes = models.PositiveBigIntegerField("vérifications faites", default=0)
    dernier_appel_le = models.DateTimeField("dernier appel", null=True, blank=True)

    class Meta:
        verbose_name = "état d’un site"
        verbose_name_plural = "états des sites"
        constraints = [
            models.CheckConstraint(
                condition=Q(occupe_jusqu_au__isnull=True, occupe_par="")
                | (Q(occupe_jusqu_au__isnull=False) & ~Q(occupe_par="")),
                name="hote_occupe_par_quelqu_un",
            ),
            models.CheckConstraint(condition=Q(intervalle_s__gte=0), name="hote_intervalle_positif"),
        ]

    def __str__(self) -> str:
        return self.hote


class IncidentQuerySet(models.QuerySet["Incident"]):
    """The questions that are asked about incidents."""

    def ouverts(self) -> "IncidentQuerySet":
        """Incidents that are not over."""
        return self.filter(ferme_le__isnull=True)

    def de_sites(self) -> "IncidentQuerySet":
        """Incidents of whole sites."""
        return self.filter(lien__isnull=True)


class Incident(models.Model):
    """A site whose links fail alike, or (with `lien`) one link that is broken or dangerous by itself."""

    hote = models.CharField("site", max_length=255)
    lien = models.ForeignKey(
        Lien, null=True, blank=True, on_delete=models.CASCADE, related_name="incidents", verbose_name="lien"
    )
    classe = models.CharField("observation", max_length=30)
    ouvert_le = models.DateTimeField("ouvert le")
    ferme_le = models.DateTimeField("terminé le", null=True, blank=True)
    liens_touches = models.PositiveIntegerField("liens touchés", default=1)
    liens_suivis = models.PositiveIntegerField("liens du site", default=1)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "incident"
        verbose_name_plural = "incidents"
        ordering = ["-ouvert_le"]
        indexes = [
            models.Index(fields=["hote", "-ouvert_le"], name="incident_par_site"),
            models.Index(fields=["ferme_le"], name="incident_ferme"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hote"],
                condition=Q(ferme_le__isnull=True, lien__isnull=True),
                name="incident_ouvert_un_par_site",
            ),
            models.UniqueConstraint(
                fields=["lien"],
                condition=Q(ferme_le__isnull=True, lien__isnull=False),
                name="incident_ouvert_un_par_lien",
            ),
            models.CheckConstraint(
                condition=Q(ferme_le__isnull=True) | Q(ferme_le__gte=models.F("ouvert_le")),
                name="incident_ferme_apres_ouverture",
            ),
            models.CheckConstraint(
                condition=Q(liens_touches__gte=1, liens_touches__lte=models.F("liens_suivis")),
                name="incident_touche_des_liens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hote} ({self.ouvert_le:%d/%m/%Y})"
