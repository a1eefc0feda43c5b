"""Agir: the six boîtes à outils and the exemples inspirants they hold."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from ground.addresses.rich_text import validate_rich_text
from pages.blocks import CorpsBlock
from pages.enums import BrowseShelf, NavigationPlace
from pages.models.accueil import PageSousAxe
from pages.models.base import PageEditoriale
from pages.models.facts import Kind
from taxonomy.enums import CodeAxe


class BoiteAOutils(PageSousAxe):
    """One of the six toolboxes: a récit, tools, inspiring examples."""

    template = "pages/boite.html"
    max_count = 6
    parent_page_types: ClassVar[list[str]] = ["pages.Axe"]
    page_description = "Une des six boîtes à outils de l’axe Agir : un récit, des outils, des exemples."
    is_creatable = True
    navigation_place = NavigationPlace.SHELF
    browse_shelf = BrowseShelf.BOITE
    axe_served = CodeAxe.AGIR
    avec_triptyque = True
    axes_permis = frozenset({CodeAxe.AGIR})

    content_panels = [
        *PageEditoriale.texte_panels,
        InlinePanel(
            "etapes",
            help_text="Ce que le collectif a vécu, étape par étape, dans l’ordre.",
            heading="Récit du cheminement collectif",
            label="Étape",
        ),
        InlinePanel(
            "questions",
            help_text="Ce que l’on demande souvent, avec sa réponse.",
            heading="Questions fréquentes",
            label="Question",
        ),
    ]
    api_fields = [*PageEditoriale.api_fields, APIField("etapes"), APIField("questions")]

    class Meta:
        verbose_name = "boîte à outils"
        verbose_name_plural = "boîtes à outils"


class EtapeRecit(Orderable):
    """One step of a boîte's récit."""

    page = ParentalKey(BoiteAOutils, on_delete=models.CASCADE, related_name="etapes")
    titre = models.CharField("titre", max_length=150)
    texte = RichTextField("texte", validators=[validate_rich_text])

    panels = [
        FieldPanel("titre", help_text="Quelques mots : ce qui s’est joué à cette étape."),
        FieldPanel("texte", help_text="Un ou deux paragraphes."),
    ]
    api_fields = [APIField("titre"), APIField("texte")]

    class Meta(Orderable.Meta):
        verbose_name = "étape du récit"

    def __str__(self) -> str:
        return self.titre


class QuestionReponse(Orderable):
    """One question and its answer, edited with the page."""

    page = ParentalKey(PageEditoriale, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField("question", max_length=250)
    reponse = RichTextField("réponse", validators=[validate_rich_text])

    panels = [
        FieldPanel("question", help_text="Telle que les visiteurs la posent."),
        FieldPanel("reponse", help_text="Courte, avec un lien vers ce qui en dit plus."),
    ]
    api_fields = [APIField("question"), APIField("reponse")]

    class Meta(Orderable.Meta):
        verbose_name = "question"

    def __str__(self) -> str:
        return self.question


class ExempleInspirant(PageEditoriale):
    """A short story: what was tried, with whom, what came of it."""

    template = "pages/exemple.html"
    parent_page_types: ClassVar[list[str]] = ["pages.BoiteAOutils"]
    feminine = False
    page_description = "Une alliance racontée : ce qui a été tenté, avec qui, ce qui en est sorti."
    is_creatable = True
    se_cherche = True
    put_forward = True
    offered_in_lists = True
    kind = Kind("exemple-inspirant", "Exemple inspirant", rank=1)
    axe_served = CodeAxe.AGIR
    schema_type = "Article"
    avec_triptyque = True
    triptyque_exige = True
    words_expected = (80, 2_000)

    annee = models.PositiveSmallIntegerField(
        "année de lancement", null=True, validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    resultats = StreamField(CorpsBlock(), verbose_name="résultats et enseignements", blank=True)

    content_panels = [
        *PageEditoriale.texte_panels,
        FieldPanel("annee", help_text="Celle où l’alliance a commencé, par exemple 2021."),
        FieldPanel("resultats", help_text="Ce qui a changé, ce que l’on referait, ce que l’on ne referait pas."),
        *PageEditoriale.partenaires_panels,
    ]
    search_fields = [*PageEditoriale.search_fields, index.SearchField("resultats")]
    api_fields = [*PageEditoriale.api_fields, APIField("annee"), APIField("resultats", writable=True)]

    class Meta:
        verbose_name = "exemple inspirant"
        verbose_name_plural = "exemples inspirants"
