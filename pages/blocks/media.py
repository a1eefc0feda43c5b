"""Images and videos: an image has its alternative text, a video stays where it is."""

from typing import Any, ClassVar

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from ground.addresses.validation import validate_url
from pages.api.images import image_api
from pages.api.shapes import ImageApi
from pages.blocks.addresses import AddressBlock


class ImageBlock(ImageChooserBlock):
    """An image of the library, given to the API with its sizes; null once it is gone."""

    forme_api: ClassVar[Any] = ImageApi | None

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        return None if value is None else image_api(value)


class IllustrationBlock(blocks.StructBlock):
    """An image that cannot be published without words for those who do not see it."""

    image = ImageBlock(label="image", help_text="De la bibliothèque, ou une nouvelle.")
    alternative = blocks.CharBlock(
        label="texte de remplacement",
        max_length=250,
        help_text="Ce que l’image apprend à qui ne la voit pas, en une phrase.",
    )
    legende = blocks.CharBlock(label="légende", help_text="Facultatif : s’affiche sous l’image.", required=False)
    credit = blocks.CharBlock(
        label="crédit", help_text="Facultatif : qui l’a faite, sous quelle licence.", required=False
    )

    class Meta:
        icon = "image"
        label = "Image"
        template = "blocks/image.html"

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_api_representation(value, context)
        if shown["image"] is not None:
            shown["image"]["alternative"] = shown["alternative"] or shown["image"]["alternative"]
        return shown


class VideoBlock(blocks.StructBlock):
    """A link to a video: nothing is loaded from elsewhere before the visitor asks for it."""

    titre = blocks.CharBlock(label="titre", help_text="Ce que montre la vidéo.")
    url = AddressBlock(
        label="adresse de la vidéo",
        help_text="La page où elle se regarde : le site y mène sans l’afficher.",
        validators=[validate_url],
    )
    duree = blocks.CharBlock(label="durée", required=False, max_length=30, help_text="Par exemple : 4 min.")
    transcription = blocks.TextBlock(
        label="transcription ou résumé", help_text="Pour qui ne peut pas la regarder ou l’entendre.", required=False
    )

    class Meta:
        icon = "media"
        label = "Vidéo (lien)"
        template = "blocks/video.html"
