"""The pictures of the demo content, put into the library of images once."""

from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from demo.content.files import DOSSIER


def image_de_la_demo(fichier: str, *, titre: str) -> Any:
    """The image of this title, made from the file of `content/images/` where there is none yet."""
    model = get_image_model()
    known = model.objects.filter(title=titre).first()
    if known is not None:
        return known
    with (DOSSIER / "images" / fichier).open("rb") as file:
        return model.objects.create(title=titre, description=titre, file=ImageFile(file, name=fichier))
