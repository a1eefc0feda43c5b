"""What the site points at: one thing at a partner's."""

from typing import ClassVar

from django import forms
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.api import APIField
from wagtail.models import Orderable

from ground.addresses.fields import AddressField
from ground.addresses.validation import validate_url
from pages.api.fields import PagesField, TermeField
from pages.enums import Acces, RoleLien
from pages.models.base import PageEditoriale
from pages.models.boite import BoiteAOutils
from taxonomy.enums import Famille
from taxonomy.models import Nature

#: What schema.org calls a resource of each family (https://schema.org/docs/full.html).
SCHEMA_TYPES = {Famille.DONNEE: "Dataset", Famille.OUTIL: "CreativeWork", Famille.COMPETENCE: "Course"}


class Ressource(PageEditoriale):
    """A dataset, tool, training or other thing that exists at a partner's, with the links that lead to it."""

    template = "pages/ressource.html"
    parent_page_types: ClassVar[list[str]] = ["pages.Rubrique", "pages.BoiteAOutils"]
    page_description = "Une donnée, un outil ou une compétence qui existe chez un partenaire."
    is_creatable = True
    se_cherche = True
    avec_triptyque = True
    triptyque_exige = True
    words_expected = (20, 1_500)
    put_forward = True
    offered_in_lists = True
    own_term = "nature"
    main_link = "liens.0.url"
    lus_avec = (*PageEditoriale.lus_avec, "nature")

    # Like all that only publication asks for, it may be missing from a draft; the form and `full_clean` ask for it.
    nature = models.ForeignKey(
        Nature, verbose_name="nature", null=True, on_delete=models.PROTECT, related_name="ressources"
    )
    acces = models.CharField("accès", max_length=20, choices=Acces, default=Acces.LIBRE)
    boites = ParentalManyToManyField(
        BoiteAOutils,
        verbose_name="aussi utile dans ces boîtes à outils",
        blank=True,
        related_name="ressources_liees",
        help_text="En plus de celle où la ressource est rangée.",
    )

    content_panels = [
        *PageEditoriale.texte_panels,
        FieldRowPanel(
            [
                FieldPanel(
                    "nature",
                    widget=forms.Select,
                    help_text="Ce que c’est. La nature range aussi la ressource parmi données, outils ou compétences.",
                ),
                FieldPanel("acces", help_text="À quelles conditions le visiteur s’en sert chez le partenaire."),
            ]
        ),
        InlinePanel(
            "liens",
            heading="Liens vers la ressource",
            label="Lien",
            help_text="Le premier lien est celui que le visiteur ouvre.",
            # The admin's script opens a first row in a new page.
            attrs={"data-premiere-ligne": ""},
        ),
        *PageEditoriale.partenaires_panels,
        FieldPanel("boites", widget=forms.CheckboxSelectMultiple),
    ]
    api_fields = [
        *PageEditoriale.api_fields,
        APIField("nature", serializer=TermeField(champ="nature")),
        APIField("acces"),
        APIField("liens"),
        APIField("boites", serializer=PagesField(champ="boites")),
    ]

    class Meta:
        verbose_name = "ressource"
        verbose_name_plural = "ressources"

    def schema_org_type(self) -> str:
        return SCHEMA_TYPES[Famille(self.nature.famille)] if self.nature else self.schema_type

    @property
    def relations_exigees(self) -> tuple[str, ...]:
        return (*super().relations_exigees, "liens")


class LienRessource(Orderable):
    """One address of a resource, as the editor wrote it."""

    page = ParentalKey(Ressource, on_delete=models.CASCADE, related_name="liens")
    libelle = models.CharField("ce que l’on y trouve", max_length=150)
    url = AddressField("adresse", max_length=2000, validators=[validate_url])
    role = models.CharField("rôle", max_length=20, choices=RoleLien, default=RoleLien.PRINCIPAL)

    panels = [
        FieldPanel("libelle", help_text="Par exemple « Télécharger le guide (PDF) »."),
        FieldPanel("url", help_text="Où la trouver chez le partenaire. « https:// » s’ajoute tout seul."),
        FieldPanel("role", help_text="L’archive est proposée au visiteur quand l’accès principal ne répond plus."),
    ]
    api_fields = [APIField("libelle"), APIField("url"), APIField("role")]

    class Meta(Orderable.Meta):
        verbose_name = "lien de la ressource"

    def __str__(self) -> str:
        return self.libelle
