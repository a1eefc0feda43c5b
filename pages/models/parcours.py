"""The A.D.O.C. page, as plain content until its questionnaires come (`pages/parcours/`)."""

from typing import ClassVar

from wagtail.admin.panels import InlinePanel
from wagtail.api import APIField

from pages.models.base import PageEditoriale


class ParcoursAdoc(PageEditoriale):
    """Auto-diagnostic, Données, Outils, Compétences: how an organisation finds its own way."""

    template = "pages/parcours.html"
    parent_page_types: ClassVar[list[str]] = ["pages.Accueil"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Le parcours A.D.O.C. : se situer, puis choisir données, outils et compétences."
    is_creatable = True

    content_panels = [
        *PageEditoriale.texte_panels,
        InlinePanel("questions", heading="Questions fréquentes", label="Question"),
    ]
    api_fields = [*PageEditoriale.api_fields, APIField("questions")]

    class Meta:
        verbose_name = "parcours A.D.O.C."
        verbose_name_plural = "parcours A.D.O.C."
