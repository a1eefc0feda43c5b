"""The A.D.O.C.: one page without a profil opens it; one page for each profil asks, and proposes.

Questions, their answers, dimensions and rules are children of the page: drafts and revisions carry them whole. They
name each other by short codes that are given once and never shown, so that an answer in a visitor's link still means
the same after its words were corrected. What they mean together is in `adoc.parcours`.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.models import Orderable

from adoc import panels
from adoc.codes import nouveau_code
from adoc.enums import FormeQuestion
from adoc.forms import FormulaireDeParcours, ParcoursToldByName
from pages.api.fields import TermeField
from pages.enums import NavigationPlace
from pages.models.base import MODE_FRONT, PageEditoriale
from pages.registry import refusals, served
from taxonomy.enums import Famille
from taxonomy.models import Acteur, Nature

PROPOSITIONS_AU_PLUS = 5
POIDS_AU_PLUS = 5
POINTS_AU_PLUS = 10


class AvecCode(models.Model):
    """A child of the page that others name by a code of its own."""

    code = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        self.code = self.code or nouveau_code()


class ParcoursAdoc(PageEditoriale):
    """Auto-diagnostic, Données, Outils, Compétences: how an organisation finds its own way."""

    template = "pages/parcours.html"
    parent_page_types: ClassVar[list[str]] = ["pages.Accueil", "pages.ParcoursAdoc"]
    feminine = False
    page_description = "Le parcours A.D.O.C. d’un profil : se situer, puis choisir données, outils et compétences."
    is_creatable = True
    navigation_place = NavigationPlace.PARCOURS
    base_form_class = FormulaireDeParcours
    api_base_form_class = ParcoursToldByName
    # Given by `/api/v3/adoc/`, as one questionnaire.
    kept_back = ("dimensions", "questions_adoc", "regles")

    profil = models.ForeignKey(
        Acteur,
        verbose_name="profil",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parcours",
        limit_choices_to={"a_un_parcours": True},
        help_text="À qui ce parcours s’adresse. Sans profil, la page est la porte d’entrée de tous les parcours.",
    )

    content_panels = [
        *PageEditoriale.texte_panels,
        FieldPanel("profil"),
        InlinePanel(
            "dimensions",
            heading="Dimensions de la maturité",
            label="Dimension",
            help_text="Ce que le parcours situe : deux à cinq dimensions, chacune avec ses niveaux.",
        ),
        InlinePanel(
            "questions_adoc",
            heading="Questions du parcours",
            label="Question",
            help_text="Douze au plus pour un visiteur : une condition évite de poser ce qui ne le concerne pas.",
        ),
        InlinePanel(
            "regles",
            heading="Propositions",
            label="Proposition",
            help_text="Une page, ou une recherche, proposée à qui a répondu d’une certaine façon.",
        ),
        InlinePanel(
            "questions",
            help_text="Ce que l’on demande souvent à propos de ce parcours.",
            heading="Questions fréquentes",
            label="Question fréquente",
        ),
    ]
    api_fields = [
        *PageEditoriale.api_fields,
        APIField("profil", serializer=TermeField(champ="profil")),
        APIField("questions"),
    ]

    class Meta:
        # A page type is known to other sites by this name, whatever room it lives in.
        app_label = "pages"
        verbose_name = "parcours A.D.O.C."
        verbose_name_plural = "parcours A.D.O.C."

    def clean(self) -> None:
        super().clean()
        if self.profil_id is None:
            return
        others = ParcoursAdoc.objects.live().filter(profil_id=self.profil_id).exclude(pk=self.pk)
        if not self.saisie_en_brouillon and others.exists():
            raise ValidationError({"profil": f"« {others[0].title} » est déjà le parcours de ce profil."})
        asked = self.live and not (self.saisie_en_brouillon or self.regles_reportees)
        if asked and (sentences := refusals(self, against_site=False)):
            raise ValidationError(sentences)

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With what was asked of the preview, so that an editor walks through a draft as a visitor would."""
        attrs = dict(extra_request_attrs or {})
        if original_request is not None and original_request.method == "GET":
            attrs["GET"] = original_request.GET
        response: HttpResponse = super().make_preview_request(original_request, preview_mode, attrs)
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return super().serve_preview(request, mode_name) if mode_name == MODE_FRONT else self.serve(request)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.profil_id is None:
            return super().serve(request, *args, **kwargs)
        return served(self, request)


class DimensionAdoc(AvecCode, ClusterableModel, Orderable):
    """One thing in which an organisation may be more or less advanced."""

    page = ParentalKey(ParcoursAdoc, on_delete=models.CASCADE, related_name="dimensions")
    nom = models.CharField("nom", max_length=80)

    panels = panels.DIMENSION

    class Meta(Orderable.Meta):
        verbose_name = "dimension"

    def __str__(self) -> str:
        return self.nom


class NiveauAdoc(Orderable):
    """One level of a dimension, reached from a share of its points on."""

    dimension = ParentalKey(DimensionAdoc, on_delete=models.CASCADE, related_name="niveaux")
    nom = models.CharField("nom", max_length=60)
    seuil = models.PositiveSmallIntegerField(
        "à partir de (%)",
        null=True,
        validators=[MaxValueValidator(100)],
        help_text="La part des points de la dimension. Le premier niveau commence à 0.",
    )
    texte = models.TextField("ce que cela veut dire", max_length=600)

    panels = panels.NIVEAU

    class Meta(Orderable.Meta):
        verbose_name = "niveau"

    def __str__(self) -> str:
        return self.nom


class QuestionAdoc(AvecCode, ClusterableModel, Orderable):
    """One question. It opens a chapter when it names one."""

    page = ParentalKey(ParcoursAdoc, on_delete=models.CASCADE, related_name="questions_adoc")
    chapitre = models.CharField(
        "ouvre le chapitre", max_length=80, blank=True, help_text="Le titre du chapitre, si cette question en ouvre un."
    )
    texte = models.CharField("question", max_length=250)
    aide = models.CharField("aide", max_length=400, blank=True, help_text="Une phrase pour qui hésite.")
    forme = models.CharField("forme", max_length=20, choices=FormeQuestion, default=FormeQuestion.UNIQUE)
    facultative = models.BooleanField("facultative", default=False, help_text="Le visiteur peut passer sans répondre.")
    dimension = models.CharField(
        "dimension",
        max_length=40,
        blank=True,
        help_text="Celle que la réponse situe ; vide pour une question qui ne compte pas.",
    )
    poids = models.PositiveSmallIntegerField(
        "poids", default=1, validators=[MinValueValidator(1), MaxValueValidator(POIDS_AU_PLUS)]
    )
    du_moins = models.CharField("début de l’échelle", max_length=60, blank=True)
    au_plus = models.CharField("fin de l’échelle", max_length=60, blank=True)

    panels = panels.QUESTION

    class Meta(Orderable.Meta):
        verbose_name = "question du parcours"

    def __str__(self) -> str:
        return self.texte


class ChoixAdoc(AvecCode, Orderable):
    """One answer that may be given."""

    question = ParentalKey(QuestionAdoc, on_delete=models.CASCADE, related_name="choix")
    texte = models.CharField("réponse", max_length=200)
    points = models.PositiveSmallIntegerField("points", default=0, validators=[MaxValueValidator(POINTS_AU_PLUS)])

    panels = panels.CHOIX

    class Meta(Orderable.Meta):
        verbose_name = "réponse proposée"

    def __str__(self) -> str:
        return self.texte


class ExpectedAnswer(Orderable):
    """An answer that is expected, as « question.réponse »."""

    reponse = models.CharField("réponse attendue", max_length=100)

    panels = panels.EXPECTED

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.reponse


class ConditionAdoc(ExpectedAnswer):
    """For which answers to earlier questions a question is asked."""

    question = ParentalKey(QuestionAdoc, on_delete=models.CASCADE, related_name="conditions")

    class Meta(ExpectedAnswer.Meta):
        verbose_name = "condition"


class RegleAdoc(AvecCode, ClusterableModel, Orderable):
    """What is proposed, as a page or as a search, and to whom."""

    page = ParentalKey(ParcoursAdoc, on_delete=models.CASCADE, related_name="regles")
    famille = models.CharField("colonne", max_length=20, choices=Famille)
    cible = models.ForeignKey(
        PageEditoriale,
        verbose_name="page proposée",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Cette page même ; ou laissez vide et décrivez une recherche.",
    )
    mots = models.CharField("mots cherchés", max_length=100, blank=True)
    nature = models.ForeignKey(
        Nature, verbose_name="nature", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    selon_territoire = models.BooleanField("dans le territoire répondu", default=True)
    selon_domaines = models.BooleanField("dans les domaines répondus", default=True)
    pour_le_profil = models.BooleanField("utiles à ce profil", default=True)
    nombre = models.PositiveSmallIntegerField(
        "au plus", default=3, validators=[MinValueValidator(1), MaxValueValidator(PROPOSITIONS_AU_PLUS)]
    )
    dimension = models.CharField("si la maturité en", max_length=40, blank=True)
    plafond = models.PositiveSmallIntegerField(
        "ne dépasse pas (%)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    panels = panels.REGLE

    class Meta(Orderable.Meta):
        verbose_name = "proposition"

    def __str__(self) -> str:
        return f"{self.get_famille_display()} : {self.cible or self.mots or 'recherche'}"

    def clean(self) -> None:
        super().clean()
        if bool(self.dimension) != (self.plafond is not None):
            raise ValidationError({"plafond": "Une dimension et son plafond vont ensemble."})


class ConditionDeRegle(ExpectedAnswer):
    """For which answers a proposal is meant."""

    regle = ParentalKey(RegleAdoc, on_delete=models.CASCADE, related_name="conditions")

    class Meta(ExpectedAnswer.Meta):
        verbose_name = "condition d’une proposition"


class LacuneAdoc(models.Model):
    """How often, one day, a family of things was asked for and not found. Terms by their slugs, "" for any."""

    jour = models.DateField("jour", db_index=True)
    profil = models.CharField("profil", max_length=80)
    famille = models.CharField("colonne", max_length=20, choices=Famille)
    territoire = models.CharField("territoire", max_length=80, blank=True)
    domaine = models.CharField("domaine", max_length=80, blank=True)
    nombre = models.PositiveIntegerField("nombre", default=0)

    class Meta:
        verbose_name = "lacune"
        verbose_name_plural = "lacunes"
        constraints = [
            models.UniqueConstraint(
                fields=["jour", "profil", "famille", "territoire", "domaine"], name="lacune_une_par_jour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_famille_display()} {self.domaine} {self.territoire}".strip()
