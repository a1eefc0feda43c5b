"""A picture in SVG is a program until everything but its drawing is taken out of it: done before it is kept.

`py-svg-hush` (Cloudflare’s svg-hush) knows what a drawing is made of, and leaves out the rest: scripts, handlers,
addresses of other sites, pages within the picture. It hears the model’s own signal, so that every way in goes through
it, the admin’s and the API’s.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import pre_save
from py_svg_hush import filter_svg
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

#: Pictures that a drawing may hold within itself.
HELD = {"image": ["png", "jpeg", "gif", "webp"]}
NOT_A_DRAWING = "Ce fichier n’est pas un dessin SVG que le site peut montrer."


def sanitised(content: bytes) -> bytes:
    """The drawing and nothing else. Raises ValidationError for what is no SVG."""
    try:
        return bytes(filter_svg(content, HELD))
    except ValueError as exc:
        raise ValidationError({"file": NOT_A_DRAWING}) from exc


def keep_the_drawing(sender: type, instance: AbstractImage, **kwargs: Any) -> None:
    """Replace the file of an image that is new, or has a new file, by its drawing."""
    file = instance.file
    if not file.name or not file.name.lower().endswith(".svg") or _is_known(instance):
        return
    with file.open("rb") as opened:
        content = opened.read()
    drawing = sanitised(content)
    if drawing == content:
        return
    if file._committed:
        file.storage.delete(file.name)
    # Written by the save that is under way, like the file that was sent.
    instance.file = SimpleUploadedFile(file.name.rsplit("/", 1)[-1], drawing)
    instance._set_image_file_metadata()


def _is_known(instance: AbstractImage) -> bool:
    """Whether the file is the one that was kept before."""
    if not instance.file._committed or instance.pk is None:
        return False
    return type(instance)._default_manager.filter(pk=instance.pk, file=instance.file.name).exists()


def connect() -> None:
    """Stand before every image that is saved, once."""
    pre_save.connect(keep_the_drawing, sender=get_image_model(), dispatch_uid="doors.drawings")
