"""What was found on each page, as its latest version has it, and what the Comité wants corrected before publication."""

from django import forms
from django.db import models
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from pages.models import PageEditoriale
from qualite.checks.table import CHECKS
from qualite.enums import Verification


class BilanDeQualite(models.Model):
    """The last examination of a page. A row names the scheme that made it: of another one, it is made anew."""

    page = models.OneToOneField(
        PageEditoriale, primary_key=True, on_delete=models.CASCADE, related_name="bilan", serialize=False
    )
    score = models.PositiveSmallIntegerField("score", default=100)
    nombre = models.PositiveIntegerField("remarques", default=0)
    verifications = models.JSONField("vérifications", default=list)
    constats = models.JSONField("constats", default=list)
    schema = models.CharField("méthode", max_length=20, blank=True)
    a_refaire = models.BooleanField("à refaire", default=True)
    a_revoir_le = models.DateField("à revoir le", null=True, help_text="Le jour où le temps y change quelque chose.")
    examine_le = models.DateTimeField("examinée le", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "bilan de qualité"
        verbose_name_plural = "bilans de qualité"
        ordering = ["score", "page"]
        indexes = [
            models.Index(fields=["score", "page"], name="bilan_par_score"),
            models.Index(fields=["page"], condition=Q(a_refaire=True), name="bilan_a_refaire"),
            models.Index(fields=["a_revoir_le"], condition=Q(a_revoir_le__isnull=False), name="bilan_a_revoir"),
        ]

    def __str__(self) -> str:
        return f"{self.score} sur 100"


def choices_of_checks() -> list[tuple[str, str]]:
    """The checks, with what each looks at."""
    return [(one.value, f"{one.label}\u00a0: {CHECKS[one].about}") for one in Verification]


class FormulaireDeQualite(WagtailAdminModelForm):
    """Checks as boxes to tick."""

    bloquantes = forms.MultipleChoiceField(
        label="Ce qui empêche de publier",
        choices=choices_of_checks,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une page où l’une de ces vérifications trouve quelque chose n’est publiée par aucun chemin\u00a0;"
        " il est dit quoi corriger, et où. Ce qui est en ligne le reste. Les autres vérifications conseillent."
        " Ce que la publication demande déjà (une nature, un lien, le triptyque d’une ressource) reste demandé.",
    )


@register_setting(icon="tick-inverse")
class ReglagesDeQualite(BaseGenericSetting):
    """Which checks hold a publication back. One row or none: without it, none of them does."""

    bloquantes = models.JSONField("ce qui empêche de publier", default=list, blank=True)

    base_form_class = FormulaireDeQualite
    panels = [FieldPanel("bloquantes")]

    class Meta:
        verbose_name = "qualité des pages"

    def __str__(self) -> str:
        return "Qualité des pages"
