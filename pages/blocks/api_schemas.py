"""Tells Wagtail's API the shape of streams and rich texts; to be called before it builds its schemas."""

from typing import Any

from django.db.models import Field, Model
from wagtail.api import APIField
from wagtail.api.v3.schemas import read_generator
from wagtail.api.v3.schemas.generators.read import FieldSchema, SchemaGenerator
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model

from pages.api.fields import RendusField
from pages.api.rich_text import texte_riche
from pages.api.shapes import TexteRiche
from pages.blocks.block_shapes import forme_du_flux


def register_shapes() -> None:
    """Streams as lists of typed blocks, rich text as HTML and tree, images with their sizes."""
    read_generator.register_field_schema(StreamField, _flux)
    read_generator.register_field_schema(RichTextField, _texte_riche)
    # The image model is Wagtail’s own: nowhere else can its fields be told.
    get_image_model().api_fields = [APIField("rendus", serializer=RendusField())]


def _flux(generator: SchemaGenerator, field: "Field[Any, Any]") -> FieldSchema:
    name = field.name

    def resolve(obj: Model, context: Any) -> Any:
        value = getattr(obj, name)
        return value.stream_block.get_api_representation(value, context)

    return _formes_de(field), [], staticmethod(resolve)


def _formes_de(field: Any) -> Any:
    """One shape for each kind of stream, so that the OpenAPI names each block once."""
    kind = type(field.stream_block)
    if kind not in _FLUX:
        _FLUX[kind] = forme_du_flux(field.stream_block)
    return _FLUX[kind]


_FLUX: dict[type, Any] = {}


def _texte_riche(generator: SchemaGenerator, field: "Field[Any, Any]") -> FieldSchema:
    name = field.name

    def resolve(obj: Model, context: Any) -> Any:
        value = getattr(obj, name)
        request = (context or {}).get("request")
        return None if value is None else texte_riche(value, request.GET.get("rich_text_format") if request else None)

    return TexteRiche | None, None, staticmethod(resolve)
