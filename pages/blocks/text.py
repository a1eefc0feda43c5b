"""Blocks of running text."""

from typing import Any, ClassVar

from wagtail import blocks
from wagtail.rich_text import RichText

from ground.addresses.rich_text import validate_rich_text
from ground.addresses.validation import validate_url
from pages.api.rich_text import texte_riche
from pages.api.shapes import TexteRiche
from pages.blocks.addresses import AddressBlock


class TexteRicheBlock(blocks.RichTextBlock):
    """Rich text whose links are complete and safe; a bad one is named to the editor."""

    forme_api: ClassVar[Any] = TexteRiche

    def clean(self, value: RichText) -> RichText:
        cleaned = super().clean(value)
        validate_rich_text(cleaned.source)
        return cleaned

    def get_api_representation(self, value: RichText, context: Any = None) -> dict[str, Any]:
        request = (context or {}).get("request")
        return texte_riche(value.source, request.GET.get("rich_text_format") if request else None)


class TitreBlock(blocks.CharBlock):
    """A heading inside the page, one level under its title."""

    class Meta:
        icon = "title"
        label = "Intertitre"
        template = "blocks/titre.html"


class ParagrapheBlock(TexteRicheBlock):
    """A run of paragraphs, lists and links."""

    class Meta:
        icon = "pilcrow"
        label = "Paragraphes"
        template = "blocks/paragraphe.html"


class CitationBlock(blocks.StructBlock):
    """A quotation with its origin."""

    texte = blocks.TextBlock(label="citation", help_text="Sans les guillemets : le site les ajoute.")
    auteur = blocks.CharBlock(
        label="origine", required=False, help_text="Un document, une organisation ou une fonction."
    )
    source_url = AddressBlock(
        label="adresse de la source",
        help_text="La page d’où vient la citation. « https:// » s’ajoute tout seul.",
        required=False,
        validators=[validate_url],
    )

    class Meta:
        icon = "openquote"
        label = "Citation"
        template = "blocks/citation.html"


class EncadreBlock(blocks.StructBlock):
    """A boxed remark."""

    titre = blocks.CharBlock(label="titre", help_text="Deux ou trois mots : « À retenir », « Le mot de l’élu ».")
    texte = TexteRicheBlock(label="texte", help_text="Un paragraphe, deux au plus.")

    class Meta:
        icon = "info-circle"
        label = "Encadré"
        template = "blocks/encadre.html"
