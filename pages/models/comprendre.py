"""Comprendre: domaine pages, fiches repères, bases de connaissance."""

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from ground.addresses.fields import AddressField
from ground.addresses.rich_text import validate_rich_text
from ground.addresses.validation import validate_url
from pages.api.fields import TermeField
from pages.enums import Acces, BrowseShelf
from pages.models.accueil import PageSousAxe
from pages.models.base import PageEditoriale
from pages.models.facts import Kind
from taxonomy.enums import CodeAxe
from taxonomy.models import Acteur, Domaine, Terme, Territoire


class PageDomaine(PageSousAxe):
    """The page of one of the sixteen domaines."""

    template = "pages/domaine.html"
    max_count = 16
    parent_page_types: ClassVar[list[str]] = ["pages.Rubrique"]
    page_description = "La page d’un des seize domaines : ses enjeux et ce qui existe pour y répondre."
    is_creatable = True
    se_cherche = True
    avec_triptyque = True
    axes_permis = frozenset({CodeAxe.COMPRENDRE})

    kind = Kind("page-de-domaine", "Domaine présenté", rank=4)
    own_term = "domaine"
    critere_path = "domaine__critere"
    browse_shelf = BrowseShelf.DOMAINE
    browse_order = ("domaine__ordre", "title")
    lus_avec = (*PageSousAxe.lus_avec, "domaine")

    domaine = models.OneToOneField(
        Domaine,
        verbose_name="domaine présenté",
        null=True,
        on_delete=models.PROTECT,
        related_name="page_de_presentation",
    )

    content_panels = [
        *PageEditoriale.texte_panels,
        FieldPanel(
            "domaine", help_text="Celui des seize dont parle la page. Chacun n’a qu’une page.", widget=forms.Select
        ),
    ]
    api_fields = [*PageEditoriale.api_fields, APIField("domaine", serializer=TermeField(champ="domaine"))]

    class Meta:
        verbose_name = "page de domaine"
        verbose_name_plural = "pages de domaines"


class FicheRepere(PageSousAxe):
    """What the three kinds of fiches repères share: key figures, each with its source and year."""

    parent_page_types: ClassVar[list[str]] = ["pages.Rubrique"]
    se_cherche = True
    kind = Kind("fiche-repere", "Fiche repère", rank=2)
    searched_lists: ClassVar[Mapping[str, tuple[str, ...]]] = {"chiffres": ("libelle", "source")}
    schema_type = "Article"
    avec_triptyque = True
    words_expected = (60, 3_000)
    axes_permis = frozenset({CodeAxe.COMPRENDRE})
    api_fields = [*PageEditoriale.api_fields, APIField("chiffres")]

    class Meta:
        abstract = True

    @property
    def sujet(self) -> Terme | None:
        """The term that the fiche portrays; a draft may have none yet."""
        portrayed: Terme | None = getattr(self, self.own_term)
        return portrayed

    @classmethod
    def panneaux(cls, sujet: FieldPanel) -> list[object]:
        """The editor's panels, with the fiche's own subject after its text."""
        return [
            *PageEditoriale.texte_panels,
            sujet,
            InlinePanel(
                "chiffres",
                help_text="Les chiffres à retenir, chacun avec sa source et son année.",
                heading="Chiffres clés",
                label="Chiffre clé",
            ),
            *PageEditoriale.partenaires_panels,
        ]


class FicheRepereTerritoire(FicheRepere):
    """The portrait of a territoire."""

    template = "pages/fiche.html"
    page_description = "Le portrait d’un territoire : chiffres clés, fragilités, dynamiques d’alliance."
    is_creatable = True

    own_term = "territoire"
    browse_shelf = BrowseShelf.TERRITOIRE
    browse_order = ("territoire__cle_de_tri", "title")
    lus_avec = (*FicheRepere.lus_avec, "territoire")

    territoire = models.ForeignKey(
        Territoire, verbose_name="territoire présenté", null=True, on_delete=models.PROTECT, related_name="fiches"
    )

    content_panels = FicheRepere.panneaux(FieldPanel("territoire", help_text="Celui dont la fiche fait le portrait."))
    api_fields = [*FicheRepere.api_fields, APIField("territoire", serializer=TermeField(champ="territoire"))]

    class Meta:
        verbose_name = "fiche repère de territoire"
        verbose_name_plural = "fiches repères de territoires"


class FicheRepereActeur(FicheRepere):
    """The portrait of a kind of actor."""

    template = "pages/fiche.html"
    page_description = "Le portrait d’un type d’acteur : panorama, enjeux, pratiques d’alliance."
    is_creatable = True

    own_term = "acteur"
    browse_shelf = BrowseShelf.ACTEUR
    browse_order = ("acteur__ordre", "title")
    lus_avec = (*FicheRepere.lus_avec, "acteur")

    acteur = models.ForeignKey(
        Acteur, verbose_name="acteur présenté", null=True, on_delete=models.PROTECT, related_name="fiches"
    )

    content_panels = FicheRepere.panneaux(
        FieldPanel("acteur", help_text="Celui dont la fiche fait le portrait.", widget=forms.Select)
    )
    api_fields = [*FicheRepere.api_fields, APIField("acteur", serializer=TermeField(champ="acteur"))]

    class Meta:
        verbose_name = "fiche repère d’acteur"
        verbose_name_plural = "fiches repères d’acteurs"


class FicheRepereDomaine(FicheRepere):
    """The portrait of a domaine."""

    template = "pages/fiche.html"
    page_description = "Le portrait d’un domaine : caractéristiques, priorités, exemples."
    is_creatable = True

    own_term = "domaine"
    lus_avec = (*FicheRepere.lus_avec, "domaine")

    domaine = models.ForeignKey(
        Domaine, verbose_name="domaine présenté", null=True, on_delete=models.PROTECT, related_name="fiches"
    )

    content_panels = FicheRepere.panneaux(
        FieldPanel("domaine", help_text="Celui dont la fiche fait le portrait.", widget=forms.Select)
    )
    api_fields = [*FicheRepere.api_fields, APIField("domaine", serializer=TermeField(champ="domaine"))]

    class Meta:
        verbose_name = "fiche repère de domaine"
        verbose_name_plural = "fiches repères de domaines"


class ChiffreCle(Orderable):
    """One key figure of a fiche."""

    page = ParentalKey(PageEditoriale, on_delete=models.CASCADE, related_name="chiffres")
    valeur = models.CharField("valeur", max_length=30)
    unite = models.CharField("unité", max_length=40, blank=True)
    libelle = models.CharField("ce que le chiffre compte", max_length=200)
    source = models.CharField("source", max_length=200)
    source_url = AddressField("adresse de la source", max_length=2000, blank=True, validators=[validate_url])
    millesime = models.PositiveSmallIntegerField(
        "année des données", null=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )

    panels = [
        FieldRowPanel(
            [
                FieldPanel("valeur", help_text="Le nombre seul, par exemple 34 800."),
                FieldPanel("unite", help_text="Par exemple : %, ou communes."),
                FieldPanel("millesime", help_text="L’année que décrit le chiffre, par exemple 2024."),
            ]
        ),
        FieldPanel("libelle", help_text="Par exemple : associations créées dans l’année."),
        FieldRowPanel(
            [
                FieldPanel("source", help_text="Qui le dit, par exemple : Insee."),
                FieldPanel("source_url", help_text="La page où le vérifier. « https:// » s’ajoute tout seul."),
            ]
        ),
    ]
    api_fields = [APIField(name) for name in ("valeur", "unite", "libelle", "source", "source_url", "millesime")]

    class Meta(Orderable.Meta):
        verbose_name = "chiffre clé"

    def __str__(self) -> str:
        return f"{self.valeur} {self.unite}".strip()


class BaseDeConnaissance(PageSousAxe):
    """A partner's knowledge base, introduced chapter by chapter."""

    template = "pages/base.html"
    parent_page_types: ClassVar[list[str]] = ["pages.Rubrique"]
    page_description = "Une base de connaissance d’un partenaire : ce qu’elle contient et comment l’interroger."
    is_creatable = True
    se_cherche = True
    kind = Kind("base-de-connaissance", "Base de connaissance", rank=3)
    searched_lists: ClassVar[Mapping[str, tuple[str, ...]]] = {"chapitres": ("titre", "texte")}
    schema_type = "Dataset"
    main_link = "url"
    avec_triptyque = True
    offered_in_lists = True
    words_expected = (40, 3_000)
    axes_permis = frozenset({CodeAxe.COMPRENDRE})

    url = AddressField("adresse de la base", max_length=2000, validators=[validate_url])
    acces = models.CharField("accès", max_length=20, choices=Acces, default=Acces.LIBRE)

    content_panels = [
        *PageEditoriale.texte_panels,
        FieldPanel("url", help_text="La page d’entrée de la base. « https:// » s’ajoute tout seul."),
        FieldPanel("acces", help_text="À quelles conditions le visiteur s’en sert chez le partenaire."),
        InlinePanel(
            "chapitres", help_text="Ce que la base contient, partie par partie.", heading="Chapitres", label="Chapitre"
        ),
        *PageEditoriale.partenaires_panels,
    ]
    api_fields = [*PageEditoriale.api_fields, APIField("url"), APIField("acces"), APIField("chapitres")]

    class Meta:
        verbose_name = "base de connaissance"
        verbose_name_plural = "bases de connaissance"


class Chapitre(Orderable):
    """One chapter of a base's presentation."""

    page = ParentalKey(BaseDeConnaissance, on_delete=models.CASCADE, related_name="chapitres")
    titre = models.CharField("titre", max_length=150)
    texte = RichTextField("texte", validators=[validate_rich_text])

    panels = [
        FieldPanel("titre", help_text="Le nom de la partie, tel qu’on le lit dans la base."),
        FieldPanel("texte", help_text="Ce que l’on y trouve et comment l’interroger."),
    ]
    api_fields = [APIField("titre"), APIField("texte")]

    class Meta(Orderable.Meta):
        verbose_name = "chapitre"

    def __str__(self) -> str:
        return self.titre
