"""Images as the API gives them (`ImageApi`): signed addresses of a few sizes, made when they are first asked.

The signature is what keeps a stranger from asking the server for thousands of sizes.
"""

import logging
from typing import Any

from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.images.models import AbstractImage
from wagtail.images.views.serve import generate_image_url

logger = logging.getLogger(__name__)
#: In pixels: a phone, a column of text, a whole screen.
LARGEURS = (400, 800, 1600)
FORMATS = ("avif", "webp", "jpeg")


def image_api(image: AbstractImage, alternative: str = "") -> dict[str, Any]:
    """The image as `ImageApi`. Sizes above its own are left out: an image is never enlarged."""
    return {
        "id": image.pk,
        "titre": image.title,
        "alternative": alternative or image.default_alt_text,
        "largeur": image.width,
        "hauteur": image.height,
        "point_focal": _point_focal(image),
        "couleur": couleur_moyenne(image),
        "rendus": rendus(image),
    }


def rendus(image: AbstractImage) -> list[dict[str, Any]]:
    """What may be loaded, the lightest format first and in each the narrowest; a drawing is given as it is."""
    if image.is_svg():
        return [{"format": "svg", "largeur": image.width, "hauteur": image.height, "url": image.file.url}]
    largeurs = sorted({min(largeur, image.width) for largeur in LARGEURS})
    return [
        {
            "format": format_,
            "largeur": largeur,
            "hauteur": max(1, image.height * largeur // image.width),
            "url": generate_image_url(image, f"width-{largeur}|format-{format_}"),
        }
        for format_ in FORMATS
        for largeur in largeurs
    ]


def couleur_moyenne(image: AbstractImage) -> str | None:
    """`#rrggbb`, or None for a drawing or a file that cannot be read."""
    if image.is_svg():
        return None
    try:
        with image.open_file() as file, Pillow.open(file) as opened:
            mean = opened.convert("RGB").resize((1, 1), Pillow.Resampling.BOX).tobytes()
    except (OSError, UnidentifiedImageError) as exc:
        logger.warning("The colour of image %d could not be read: %s", image.pk, exc)
        return None
    return f"#{mean.hex()}"


def _point_focal(image: AbstractImage) -> dict[str, float] | None:
    point = image.get_focal_point()
    if point is None or not image.width or not image.height:
        return None
    return {"x": round(point.centroid_x / image.width, 4), "y": round(point.centroid_y / image.height, 4)}
