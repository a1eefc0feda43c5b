"""One row beside each entry of Wagtail's log, for what its tables have no index for: whose it was, and about whom.

What was done stays in Wagtail's entry. Keys of organisations and accounts are numbers without constraint: what they
lead to may go, and the row stays.
"""

from django.db import models
from django.db.models import Q
from wagtail.models import ModelLogEntry, PageLogEntry

from comite.traces.enums import SorteTrace


class Trace(models.Model):
    """`organisation`: the member of the Comité that answered when it happened, by key and by the name it had then.

    `compte`: who did it, None for the site itself. `concerne`: the account to which it was done.
    """

    le = models.DateTimeField("le")
    sorte = models.CharField("sorte", max_length=10, choices=SorteTrace)
    organisation = models.BigIntegerField("organisation", null=True)
    nom = models.CharField("nom de l’organisation", max_length=255, blank=True)
    compte = models.BigIntegerField("par", null=True)
    concerne = models.BigIntegerField("compte concerné", null=True)
    de_page = models.OneToOneField(PageLogEntry, null=True, on_delete=models.CASCADE, related_name="+")
    d_objet = models.OneToOneField(ModelLogEntry, null=True, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "trace"
        verbose_name_plural = "traces"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(de_page__isnull=False, d_objet__isnull=True)
                | Q(de_page__isnull=True, d_objet__isnull=False),
                name="trace_d_une_entree",
            )
        ]
        indexes = [
            models.Index(fields=["-le", "-id"], name="trace_le"),
            models.Index(fields=["organisation", "-le", "-id"], name="trace_organisation"),
            models.Index(fields=["compte", "-le", "-id"], name="trace_compte"),
            models.Index(fields=["concerne", "-le", "-id"], name="trace_concerne"),
            models.Index(fields=["sorte", "-le", "-id"], name="trace_sorte"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sorte_display()}, {self.le:%d/%m/%Y}"
